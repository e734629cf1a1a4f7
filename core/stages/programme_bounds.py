"""What a branch's programme must keep: the country's phases, what the law makes a condition, and a way through it."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.configuration.kinds import Content
from core.errors import Message
from core.i18n import lazy as _
from plugins.profile import CountryProfile

#: Checks that the file answers by law: a form or the legal basis. A branch may add to them, never drop one.
_LEGAL = frozenset({"form_signed", "no_measure_gap"})


def faults(country: CountryProfile, content: Content) -> list[Message]:
    """List everything that stands against publishing a programme, all at once."""
    if not content["stages"]:
        return [_("A programme needs at least one stage.")]
    return [*_loose_ends(content), *_dead_ends(content), *_below_the_country(country, content)]


def papers_of(content: Content, move: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the keys of the legal forms that must be signed before a move."""
    ends = (move["source"], move["target"])
    return tuple(each["form"] for each in content["papers"] if (each["source"], each["target"]) == ends)


def _loose_ends(content: Content) -> Iterator[Message]:
    known = {stage["code"] for stage in content["stages"]}
    for row in content["criteria"]:
        if row["stage"] not in known:
            yield _("A criterion names the stage “%(stage)s”, which is not there.", stage=row["stage"])
    for row in content["moves"]:
        for code in {row["source"], row["target"]} - known:
            yield _("A move names the stage “%(stage)s”, which is not there.", stage=code)
        if row["source"] == row["target"]:
            yield _("A move leads from “%(stage)s” to itself.", stage=row["source"])
        if not row["disciplines"]:
            yield _("Nobody signs the move from “%(stage)s” before the director.", stage=row["source"])
    allowed = {(row["source"], row["target"]) for row in content["moves"]}
    for row in content["papers"]:
        if (row["source"], row["target"]) not in allowed:
            yield _("The form “%(form)s” is asked for a move that is not there.", form=row["form"])


def _dead_ends(content: Content) -> Iterator[Message]:
    """Everybody starts in the first stage; each other one must be reached from it."""
    first, *others = (stage["code"] for stage in content["stages"])
    reached, fresh = {first}, {first}
    while fresh:
        fresh = {row["target"] for row in content["moves"] if row["source"] in fresh} - reached
        reached |= fresh
    for code in others:
        if code not in reached:
            yield _("No move leads to the stage “%(stage)s”.", stage=code)


def _below_the_country(country: CountryProfile, content: Content) -> Iterator[Message]:
    kept = {stage["code"]: stage for stage in content["stages"]}
    for stage in country.stages.values():
        if stage.code not in kept:
            continue
        if kept[stage.code]["phase"] != stage.phase.value:
            yield _("The country says to which regional phase “%(stage)s” belongs.", stage=stage.code)
        there = {
            (row["check"], row["form"]) for row in content["criteria"] if row["stage"] == stage.code
        }  # fmt: skip
        for criterion in stage.criteria:
            form = criterion.value if criterion.check == "form_signed" else None
            if criterion.check in _LEGAL and (criterion.check, form) not in there:
                yield _("The law makes “%(what)s” a condition; it cannot be taken out.", what=criterion.label)
    yield from _forms_of_moves(country, content)


def _forms_of_moves(country: CountryProfile, content: Content) -> Iterator[Message]:
    for row in content["moves"]:
        model = country.transition(row["source"], row["target"])
        for key in sorted(set(model.forms) - set(papers_of(content, row))) if model else ():
            title = country.form(key).title
            yield _("The country asks for the form “%(form)s” before this move.", form=title)
