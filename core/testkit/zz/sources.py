"""The imaginary acts that Zedland's rules rest on."""

from plugins.contract.text import Grade, LegalBasis

CHILD_ACT = LegalBasis("Ley de la Niñez de Zedlandia, art. 1", Grade.A, "https://example.org/zz/ninez")
CIVIL_REGISTRY = LegalBasis("Ley del Registro Civil de Zedlandia, art. 9", Grade.A)
SHELTER_RULES = LegalBasis("Reglamento de Hogares de Zedlandia, art. 12", Grade.B)
CUSTOM = LegalBasis("Práctica de la casa, por confirmar", Grade.C)
