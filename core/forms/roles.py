"""What roles are called under a signature."""

from collections.abc import Mapping

from core.i18n import LazyString, lazy

_FUNCTIONS: Mapping[str, LazyString] = {
    "director": lazy("Direction"),
    "social_worker": lazy("Social work"),
    "psychologist": lazy("Psychology"),
    "educator": lazy("Education"),
    "nurse": lazy("Nursing"),
    "lawyer": lazy("Legal aid"),
    "nursery_aide": lazy("Nursery"),
}


def function_of(role: str) -> str:
    """Name a role as it stands under a signature, in the reader's language."""
    return str(_FUNCTIONS.get(role, role))
