"""Checks of the programme: every stage can be reached and left, and the rules about moves answer any move."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from plugins.checks import Fault
from plugins.contract.stages import AdmissionView, Phase, StageMove
from plugins.errors import CountryError
from plugins.profile import CountryProfile

#: The network's kinds of exit, as :class:`plugins.contract.stages.ExitKind` lists them.
CANONICAL_EXITS = frozenset(
    {
        "family",
        "foster",
        "independent",
        "other_shelter",
        "transfer",
        "hospital",
        "repatriation",
        "authority",
        "unauthorised",
        "age_out",
        "death",
    }
)

_CAME = datetime(2025, 1, 8, 23, 40, tzinfo=UTC)
_UNKNOWN = AdmissionView("K7-QF2M", _CAME, None, None, "", None, "", None, (), False, None, False)
_KNOWN = AdmissionView("K7-QF2M", _CAME, 15, 16, "female", "ZZZ", "?", "?", ("?",), True, True, True, "Q2-MK7F", True)
_MOVE = StageMove("K7-QF2M", "?", "?", date(2025, 1, 8), 0, ("?",), (), "")


def check_stages(profile: CountryProfile) -> Iterator[Fault]:
    """Find stages that nobody can come to or go on from."""
    ordered = sorted(profile.stages.values(), key=lambda stage: stage.position)
    if not ordered:
        return
    for code in sorted(set(profile.stages) - _reached_from(profile, ordered[0].code)):
        yield Fault("declare_transitions", f"stage '{code}' cannot be reached", "Declare a move that leads to it.")
    left = {move.source for move in profile.transitions}
    for stage in ordered[:-1]:
        # A programme with branches has several ends; each prepares for life outside.
        if stage.code not in left and stage.phase is not Phase.REINTEGRATION:
            yield Fault("declare_transitions", f"stage '{stage.code}' cannot be left", "Declare a move out of it.")


def _reached_from(profile: CountryProfile, first: str) -> set[str]:
    reached, last = set[str](), {first}
    while last:
        reached |= last
        last = {move.target for move in profile.transitions if move.source in last} - reached
    return reached


def check_exits(profile: CountryProfile) -> Iterator[Fault]:
    """Find ways out that figures could not count."""
    for kind in profile.exit_kinds.values():
        if kind.canonical not in CANONICAL_EXITS:
            fix = f"Use one of {', '.join(sorted(CANONICAL_EXITS))}."
            yield Fault("declare_exit_kinds", f"'{kind.code}' has the unknown kind '{kind.canonical}'", fix)


def check_objections(profile: CountryProfile) -> Iterator[Fault]:
    """Find rules that break on a case where little is known: that is every first night."""
    fix = "Expect None and unknown codes in every field; answer a list of objections."
    for admission in (_UNKNOWN, _KNOWN):
        try:
            profile.check_admission(admission)
        except CountryError as error:
            yield Fault("check_admission", error.problems[0].message, fix)
    try:
        profile.check_stage_move(_MOVE)
    except CountryError as error:
        yield Fault("check_stage_move", error.problems[0].message, fix)
