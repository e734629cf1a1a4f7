"""Checks that whoever acts by a country's rules is somebody who works in the network."""

from collections.abc import Iterable, Iterator

from core.access.matrix import MATRIX, ROLES
from plugins.checks import Fault
from plugins.contract.forms import LegalForm
from plugins.profile import CountryProfile

_CLASSES = frozenset(name for cells in MATRIX.values() for name in cells)


def check_roles(profile: CountryProfile) -> Iterator[Fault]:
    """Find approvals, forms and signatures that nobody could give, and classes of data that nobody could read."""
    fix = f"Use the network's roles: {', '.join(ROLES)}."
    for move in profile.transitions:
        for role in _strangers(move.disciplines):
            message = f"the move '{move.source}' to '{move.target}' awaits the unknown role '{role}'"
            yield Fault("declare_transitions", message, fix)
    for form in (form for versions in profile.forms.values() for form in versions):
        for role in _strangers((*form.filled_by, *(role for each in form.signatories for role in each.roles))):
            yield Fault("declare_legal_forms", f"form '{form.key}' awaits the unknown role '{role}'", fix)
        yield from _class(form)


def _class(form: LegalForm) -> Iterator[Fault]:
    if form.data_class not in _CLASSES:
        message = f"form '{form.key}' is of the unknown class of data '{form.data_class}'"
        yield Fault("declare_legal_forms", message, f"Use one of {', '.join(sorted(_CLASSES))}.")


def _strangers(roles: Iterable[str]) -> list[str]:
    return sorted(set(roles) - set(ROLES))
