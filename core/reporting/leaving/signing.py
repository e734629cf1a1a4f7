"""Signs a closed period as director, and turns it into the package that leaves the branch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, head, record
from core.branches.models import Branch
from core.errors import N_, Conflict, Invalid, NotFound
from core.progress import WentOn, quietly
from core.reporting import catalogue as catalogues
from core.reporting import checks, closings, disclosure, local, pooling
from core.reporting.catalogue import Catalogue
from core.reporting.closings import CHECKED, OPEN, SENT, SIGNED, checks_of, latest
from core.reporting.disclosure import Checked, Protected, Release
from core.reporting.disclosure.dominance import Behind, of_few
from core.reporting.figures import Cell
from core.reporting.leaving import evidence, keys, ledger, package
from core.reporting.leaving.exposure import Exposed
from core.reporting.leaving.former import Former, former
from core.reporting.masking import public_of
from core.reporting.models import Closing
from core.reporting.periods import POOLED, Period
from plugins.profile import CountryProfile

#: Steps of a signature: it is held against all that has left, and it is signed.
_STEPS = 2
#: Of fewer than these it is not told how many they are.
_FEW = 10
WHOLE_YEAR = N_("The year is signed. A correction replaces all of it: restate the whole year.")


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact figures that are about to leave, with what only the house knows of them.

    :param behind: who stands behind those of which somebody has several.
    """

    period: Period
    cells: Sequence[Cell]
    behind: Sequence[Behind]


def sign(session: Session, actor: Actor, country: CountryProfile, closing: Closing, went_on: WentOn = quietly) -> None:
    """Sign a closed period as director: from here on its package never changes.

    :param went_on: told when it has been held against all that left before, and when it is signed.
    :raises Conflict: if it is signed already or a newer version stands.
    :raises Invalid: if a hard check failed, a soft one is not explained, the branch has no key, or it would correct a
        part of a year that is signed.
    :raises Exposed: if a small count could be worked out from this and from what has left before.
    """
    policies.require(actor, "figures.sign")
    session.refresh(closing, with_for_update=True)  # two directors at once: the second sees the first's signature
    _need_signable(session, closing)
    if closings.corrects(session, closing):
        raise Invalid({"restatement": [WHOLE_YEAR]})
    put(session, actor, country, closing, went_on)


def restate(
    session: Session, actor: Actor, country: CountryProfile, year: int, *, today: date, note: str
) -> list[Closing]:
    """Replace all that was signed of a year: close every period of it as the records stand now, and sign them together.

    A part that was put right alone would no longer add up with the others, and the difference would tell of whom.

    :raises NotFound: if the year is not signed.
    :raises Invalid: if a hard check fails anywhere, or the reason is missing.
    :raises Exposed: if a small count could be worked out; then nothing of it is signed.
    """
    policies.require(actor, "figures.sign")
    branch_id = closings.branch_of(actor)
    if not closings.is_signed(session, branch_id, Period(year, "A")):
        raise NotFound()
    if not note.strip():
        raise Invalid({"note": [N_("Write why the year is corrected.")]})
    made = []
    for period in closings.signed_of(session, branch_id, year):
        closing = closings.close(session, actor, country, period, today=today, note=note, anew=True)
        _need_signable(session, closing)
        put(session, actor, country, closing)
        made.append(closing)
    return made


def put(session: Session, actor: Actor, country: CountryProfile, closing: Closing, went_on: WentOn = quietly) -> None:
    """Put the signature under a closing that may be signed, and note in the ledger what leaves with it."""
    went_on(0, _STEPS)
    checked = disclosed(session, country, closing)
    if checked.exposed:
        raise Exposed(checked.exposed)
    went_on(1, _STEPS)
    attached = _attached(session, country, closing, checked.release)
    closing.signed_at = clock.now()  # the package says how long it took
    branch = session.get_one(Branch, closing.branch_id).code
    closing.package = package.canonical(content(closing, catalogues.current(), written(checked), branch, attached))
    closing.package_hash = package.digest(closing.package)
    closing.signature = package.sign(closing.package, keys.private_key(session, closing.branch_id))
    closing.state = SIGNED
    closing.signed_by, closing.signed_by_name = actor.user_id, actor.name
    record(session, actor, "figures.sign", Subject("closing", closing.id), hash=closing.package_hash)
    release = checked.release
    ledger.note(session, actor, closing.branch_id, release, release.values, version=closing.version)
    went_on(_STEPS, _STEPS)


def envelope(session: Session, actor: Actor, closing: Closing) -> str:
    """Give a signed package as the one file that is carried or sent; each time is an event.

    :raises Conflict: if it is not signed yet.
    """
    policies.require(actor, "figures.close")
    if closing.package is None or closing.signature is None:
        raise Conflict({"state": closing.state}, N_("It is not signed yet."))
    record(session, actor, "figures.export", Subject("closing", closing.id), hash=closing.package_hash)
    return package.envelope(closing.package, closing.signature)


def file_name(actor: Actor, closing: Closing) -> str:
    """Name the file of a package: branch, period, version."""
    return f"abrigo-{actor.branch_code}-{closing.period}-v{closing.version}.json"


def together(session: Session, actor: Actor, closing: Closing) -> list[Closing]:
    """List what has to be handed over with a closing: of a restated year everything that is signed and not sent."""
    policies.require(actor, "figures.close")
    if closing.package is None or not closings.corrects(session, closing):
        return [closing]
    year = Period.parse(closing.period).year
    parts = [latest(session, closing.branch_id, each) for each in closings.signed_of(session, closing.branch_id, year)]
    return [each for each in parts if each is not None and (each is closing or each.state == SIGNED)]


def signed_within(session: Session, actor: Actor, whole: Period) -> list[Closing]:
    """List the newest signed version of every period within one, the parts before what adds them up."""
    policies.require(actor, "figures.close")
    query = select(Closing).where(
        Closing.branch_id == closings.branch_of(actor), Closing.period.startswith(str(whole.year)),
        Closing.package.is_not(None),
    )  # fmt: skip
    newest = {Period.parse(each.period): each for each in session.scalars(query.order_by(Closing.version))}
    inside = [each for each in newest if whole.first <= each.first and each.last <= whole.last]
    return [newest[each] for each in sorted(inside, key=lambda each: (each.last, each.days))]


def mark_sent(session: Session, actor: Actor, closing: Closing) -> None:
    """Note that the package was handed over; sending it again changes nothing.

    :raises Conflict: if it is not signed yet.
    """
    policies.require(actor, "figures.close")
    if closing.state == SENT:
        return
    if closing.state != SIGNED:
        raise Conflict({"state": closing.state}, N_("It is not signed yet."))
    closing.state, closing.sent_at = SENT, clock.now()
    record(session, actor, "figures.send", Subject("closing", closing.id), hash=closing.package_hash)


def protected(session: Session, country: CountryProfile, closing: Closing) -> list[Protected]:
    """Give a closing's figures as they left, or as they would leave now."""
    if closing.package is not None:
        return [Protected(**each) for each in json.loads(closing.package)["figures"]]
    return written(disclosed(session, country, closing))


def leaving(
    session: Session, country: CountryProfile, branch_id: int, period: Period, cells: Sequence[Cell]
) -> list[Protected]:
    """Give the figures of a period that is not closed as they would leave now, in the package's order."""
    behind = closings.behind(session, country, branch_id, period)
    return written(checked(session, country, branch_id, Figures(period, cells, behind)))


def checked(
    session: Session, country: CountryProfile, branch_id: int, figures: Figures
) -> Checked:  # fmt: skip
    """Hide what has to be hidden in figures, given all that the branch has ever released."""
    return _checked(country, figures, ledger.released(session, branch_id))


def disclosed(session: Session, country: CountryProfile, closing: Closing) -> Checked:
    """Hide what has to be hidden in a closing, given all that the branch had released before it."""
    period = Period.parse(closing.period)
    earlier = ledger.released(session, closing.branch_id, before=closing)
    return _checked(country, Figures(period, closings.cells_of(closing), closings.behind_of(closing)), earlier)


def written(checked: Checked) -> list[Protected]:
    """Write the cells of a checked release in the package's order."""
    return sorted(disclosure.protect(checked.release, catalogues.current()), key=_order)


@dataclass(frozen=True, slots=True)
class Attached:
    """What goes along with a period's figures.

    :param chain: head of the store's audit chain, of which the regional office becomes the witness.
    :param evidence: how each figure can be shown to hold, by indicator.
    :param mask_key: public half of the branch's key for masks.
    :param grades: how figures compare with the region's, by indicator.
    :param former: the version that it replaces, if any.
    """

    chain: tuple[int, bytes]
    note: str
    evidence: Mapping[str, str]
    mask_key: str
    grades: Mapping[str, str]
    country: str
    former: Former | None


def content(
    closing: Closing, catalogue: Catalogue, cells: Sequence[Protected], branch: str, attached: Attached
) -> dict[str, Any]:
    """Write what a package says; it depends on its arguments alone, never on the day on which it is made.

    :param catalogue: that the period was closed by.
    :param cells: as they may leave, in the package's order.
    """
    seq, digest = attached.chain
    named = {cell.indicator for cell in cells}
    return {
        "format": package.FORMAT,
        "format_version": package.FORMAT_VERSION,
        "branch": branch,
        "country": attached.country,
        "period": closing.period,
        "version": closing.version,
        "catalogue": {"id": catalogue.id, "version": catalogue.version},
        "figures": [asdict(cell) for cell in cells],
        "checks": [{"code": each.code, "passed": each.passed, "hard": each.hard} for each in checks_of(closing)],
        "grades": {code: grade for code, grade in attached.grades.items() if code in named},
        "evidence": {code: level for code, level in attached.evidence.items() if code in named},
        "companions": _companions(closing),
        "mask_key": attached.mask_key,
        "note": attached.note,
        "former": asdict(attached.former) if attached.former else None,
        "audit_head": {"seq": seq, "hash": digest.hex()},
    }


def _companions(closing: Closing) -> dict[str, int | None]:
    """Say what stands beside EVD-001: days from the end of the period to its signature, and whose scores are left out.

    Few are not told, more to the next five below: of one house a small count is somebody.
    """
    signed, few = closing.signed_at, closing.left_out < _FEW
    days = max(0, (signed.date() - Period.parse(closing.period).last).days) if signed else 0
    return {
        "delay_days": days,
        "left_out": (0 if closing.left_out == 0 else None) if few else closing.left_out - closing.left_out % 5,
    }


def _attached(session: Session, country: CountryProfile, closing: Closing, release: Release) -> Attached:
    grades = {code: each.grade for code, each in country.comparability.items()}
    mask_key = public_of(keys.masking_key(session, closing.branch_id))
    note, levels = closings.note_of(session, closing), evidence.levels(session, closing)
    before = former(session, closing, release.hidden)
    return Attached(head(session), note, levels, mask_key, grades, country.code, before)


def _checked(country: CountryProfile, figures: Figures, earlier: Sequence[Release]) -> Checked:
    catalogue, limits = local.bound(catalogues.current(), country), disclosure.stricter(country)
    values = {each.key: each.value for each in figures.cells}
    release = Release(figures.period, values, few=of_few(catalogue, values, figures.behind, limits))
    return disclosure.check(catalogue, limits, release, earlier)


def _need_signable(session: Session, closing: Closing) -> None:
    if closing.state not in (OPEN, CHECKED):
        raise Conflict({"state": closing.state}, N_("This period has been signed in the meantime."))
    newest = latest(session, closing.branch_id, Period.parse(closing.period))
    if newest is not None and newest.version > closing.version:
        raise Conflict({"version": newest.version}, N_("A newer version of this period has been closed."))
    if closing.catalogue != catalogues.current().label:
        raise Conflict({"catalogue": closing.catalogue}, N_("The definitions have changed. Close again."))
    if closing.state == OPEN:
        raise Invalid({"checks": [N_("A check that blocks has failed; correct the records and close again.")]})
    if Period.parse(closing.period).kind == POOLED:
        pooling.need_same(session, closing)
    if checks.asking(checks_of(closing)) and not closing.note:
        raise Invalid({"note": [N_("A figure is unusual. Close again with a word on why.")]})


def _order(cell: Protected) -> tuple[str, str, str, str]:
    return cell.indicator, cell.breakdown, cell.code, cell.component
