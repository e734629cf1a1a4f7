"""Checks that a branch's figures must pass before they may be signed; made on exact values, inside the branch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import N_
from core.reporting.figures import TOTAL, Cell


@dataclass(frozen=True, slots=True)
class Check:
    """One check and its outcome; a hard one that fails blocks the signature, a soft one asks for a word."""

    code: str
    passed: bool
    hard: bool
    message: str


def run(cells: Iterable[Cell], before: Sequence[Cell]) -> list[Check]:
    """Check a period's figures.

    :param before: exact figures of the period before, as they were closed; empty if it never was.
    """
    now, then = _totals(cells), _totals(before)
    checks = [_flow(now), _parts(cells, now), _babies_within(now)]
    return checks + ([_continues(now, then)] if then else [])


def _totals(cells: Iterable[Cell]) -> dict[tuple[str, str], int]:
    return {(each.indicator, each.component): each.value for each in cells if each.breakdown == TOTAL}


def _flow(now: Mapping[tuple[str, str], int]) -> Check:
    """INV-27: opening + admissions + transfers in - exits - transfers out = closing."""
    value = {code: now.get((code, "V"), 0) for code in ("R01", "R02", "R03", "R05", "R06", "R07")}
    closing = value["R01"] + value["R03"] + value["R05"] - value["R07"] - value["R06"]
    message = N_("Residents at the start, plus those who came, minus those who left, are those at the end.")
    return Check("flow", closing == value["R02"], hard=True, message=message)


def _continues(now: Mapping[tuple[str, str], int], then: Mapping[tuple[str, str], int]) -> Check:
    message = N_("Residents at the start are those at the end of the period before.")
    same = now.get(("R01", "V")) == then.get(("R02", "V"))
    return Check("continues", same, hard=True, message=message)


def _parts(cells: Iterable[Cell], now: Mapping[tuple[str, str], int]) -> Check:
    """A closed breakdown adds up to its total; several answers of one person do not, and are left out."""
    sums: dict[tuple[str, str, str], int] = {}
    for cell in cells:
        if cell.breakdown not in (TOTAL, "EXPLOITATION", "WINDOW", "STAY"):
            key = (cell.indicator, cell.component, cell.breakdown)
            sums[key] = sums.get(key, 0) + cell.value
    fits = all(total == now.get(key[:2]) for key, total in sums.items())
    return Check("parts", fits, hard=True, message=N_("The parts of each figure add up to its total."))


def _babies_within(now: Mapping[tuple[str, str], int]) -> Check:
    everybody = now.get(("RES-001", "V"), 0)
    fits = now.get(("R02", "V"), 0) + now.get(("R08", "V"), 0) == everybody
    return Check("babies", fits, hard=True, message=N_("Residents and babies together are all children in residence."))
