"""What residents are asked to agree to, and how long records are kept.

The stay rests on the judge's measure, not on consent. Ages follow the common guidance on child survivors (C): the
guardian to 5, the guardian with her assent to 14, she herself from 15; publication asks for both until 18. A baby's
consents come from the mother. No statute on personal data and no term of retention was found.
"""

from countries.gt.sources import norm, read, text
from plugins.contract.consent import Consent, Giver, GiverRule, RetentionRule, Then, Use

_GIVERS = {
    "care": (
        GiverRule(0, 6, Giver.GUARDIAN),
        GiverRule(6, 15, Giver.GUARDIAN_WITH_ASSENT),
        GiverRule(15, None, Giver.RESIDENT),
    ),
    "publication": (
        GiverRule(0, 6, Giver.GUARDIAN),
        GiverRule(6, 18, Giver.GUARDIAN_WITH_ASSENT),
        GiverRule(18, None, Giver.RESIDENT),
    ),
    "baby": (
        GiverRule(0, 6, Giver.MOTHER),
        GiverRule(6, 15, Giver.GUARDIAN_WITH_ASSENT),
        GiverRule(15, None, Giver.RESIDENT),
    ),
}


def consents() -> tuple[Consent, ...]:
    """Give one consent per purpose; nothing is bundled."""
    return tuple(
        Consent(
            code=code,
            label=text(entry["label"]),
            text=text(entry["text"]),
            version=entry["version"],
            givers=_GIVERS[entry["givers"]],
            months=entry["months"],
            basis=norm("consent_practice"),
            use=Use(entry["use"]) if "use" in entry else None,
        )
        for code, entry in read("consents.yaml").items()
    )


def retention_rules() -> tuple[RetentionRule, ...]:
    """Give no length, as none was found: then nothing is destroyed."""
    return (
        _kept("resident_file", "majority", Then.ARCHIVE),
        _kept("form", "majority", Then.ARCHIVE),
        _kept("audit", "creation", Then.KEEP),
        _kept("draft", "creation", Then.DELETE),
        _kept("session", "creation", Then.DELETE),
        _kept("submission", "creation", Then.KEEP),
    )


def _kept(record: str, counted_from: str, then: Then) -> RetentionRule:
    return RetentionRule(record, counted_from, None, then, norm("retention_unknown"))
