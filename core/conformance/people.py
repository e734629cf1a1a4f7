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
    for hook, what, roles in _named(profile):
        for role in _strangers(roles):
            yield Fault(hook, f"{what} the unknown role '{role}'", fix)
    for form in _forms(profile):
        yield from _class(form)


def _named(profile: CountryProfile) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Give everybody who is named by role, with the hook that names them and for what."""
    for move in profile.transitions:
        yield "declare_transitions", f"the move '{move.source}' to '{move.target}' awaits", move.disciplines
    for form in _forms(profile):
        signing = (role for each in form.signatories for role in each.roles)
        yield "declare_legal_forms", f"form '{form.key}' awaits", (*form.filled_by, *signing)
        offered = (group.partition(":") for each in form.fields for group in each.people)
        staff = (part for name, _colon, part in offered if name == "staff" and part)
        yield "declare_legal_forms", f"form '{form.key}' offers", staff
    for protocol in profile.missing_protocols.values():
        yield "declare_missing_protocols", f"'{protocol.code}' awaits", (step.role for step in protocol.steps)
    for search in profile.search_steps.values():
        yield "declare_search_steps", f"'{search.code}' awaits", (search.role,)
    for kind in profile.clearances.values():
        yield "declare_clearances", f"'{kind.code}' is for", kind.roles
    for owed in profile.obligations.values():
        yield "declare_obligations", f"'{owed.code}' awaits", (owed.role,)


def _forms(profile: CountryProfile) -> Iterator[LegalForm]:
    return (form for versions in profile.forms.values() for form in versions)


def _class(form: LegalForm) -> Iterator[Fault]:
    if form.data_class not in _CLASSES:
        message = f"form '{form.key}' is of the unknown class of data '{form.data_class}'"
        yield Fault("declare_legal_forms", message, f"Use one of {', '.join(sorted(_CLASSES))}.")


def _strangers(roles: Iterable[str]) -> list[str]:
    return sorted(set(roles) - set(ROLES))
