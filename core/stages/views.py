"""The stage of a resident: her chain of steps, a proposed move, and the chain of approvals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access.policies import may, reads, require
from core.continuity import service as continuity
from core.errors import Conflict, Invalid, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.intake import exits
from core.residents import service as residents
from core.stages import episodes, migration, moves, programme
from core.stages.criteria import Facts, check
from core.stages.moves import Proposal
from core.stages.schemas import MoveSchema
from core.web.context import needs, reading, transaction
from core.web.facts import facts_about
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.residents.models import Resident
    from core.stages.models import Episode, ProgrammeStage, StageMove

bp = Blueprint("stages", __name__, template_folder="templates")


@bp.get("/residents/<code>/stage")
@needs("move.read")
def stage(code: str) -> str:
    """The chain of steps, and the move that is under way."""
    return _chain(code)


def _chain(code: str, faults: Sequence[str] = (), comment: str = "") -> str:
    """Draw the chain.

    :param faults: why an answer to the pending move was not taken.
    :param comment: what was typed with it.
    """
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        episode = episodes.find_last(session, resident.id)
        on_case = residents.on_case(session, g.actor, resident.id)
        steps = moves.chain(session, episode.id) if episode else []
        return render_template(
            "stages/stage.html",
            resident=resident,
            episode=episode,
            steps=[_step(session, step, on_case=on_case) for step in steps],
            stages=programme.stages_by_id(session, {end for step in steps for end in _ends(step)}),
            pending=moves.find_pending(session, episode.id) if episode else None,
            faults=faults,
            comment=comment,
        )


def _ends(move: StageMove) -> list[int]:
    return [end for end in (move.from_stage_id, move.to_stage_id) if end is not None]


def _step(session: Session, move: StageMove, *, on_case: bool) -> dict[str, Any]:
    """A step with its texts; reasons and her words are for whoever reads SOC on her case, or decides (NK-1)."""
    inside = reads(g.actor, "SOC", on_case=on_case) or may(g.actor, "move.approve")
    texts = {
        name: moves.opened(session, move, name) if inside else None
        for name in ("reason", "residents_view", "exit_plan")
    }
    said = [
        (each, moves.opened(session, each, "comment") if inside else None) for each in moves.approvals(session, move.id)
    ]
    return {"move": move, "approvals": said, **texts}


@bp.route("/residents/<code>/stage/propose", methods=["GET", "POST"])
@needs("move.propose")
def propose(code: str) -> tuple[str, int] | Response:
    """Propose a move to another stage."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        episode = episodes.get_open(session, resident.id)
        source = programme.stage_of(session, episode)
        stages = {each.code: each for each in programme.stages_of(session, episode.version_id)}
        checklist = check(source.criteria, _facts(session, resident, episode, ()))
    form = Form(
        MoveSchema(), data={"effective_on": clock.today(current().zone)}, choices=_choices(source, stages, checklist)
    )
    refused: Refused | None = None
    if request.method == "POST" and form.accepts(request.form):
        try:
            return _proposed(resident, form)
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            flash(_(str(error)), "warning")
        except Refused as error:
            refused = error
    page = render_template("stages/propose.html", resident=resident, form=form, source=source, checklist=checklist,
                           refused=refused)  # fmt: skip
    return page, 409 if refused else form.status


def _choices(source: ProgrammeStage, stages: dict[str, ProgrammeStage], checklist: Any) -> dict[str, Any]:
    targets = [(each["target"], programme.label(stages[each["target"]]).in_language(g.actor.language))
               for each in source.transitions]  # fmt: skip
    open_ones = [
        (each.code, each.label.in_language(g.actor.language)) for each in checklist.standings if not each.known
    ]
    return {"target": targets, "attested": open_ones}


def _proposed(resident: Resident, form: Form) -> Response:
    values = form.values
    proposal = Proposal(
        effective_on=values["effective_on"],
        reason=values["reason"],
        residents_view=values["residents_view"],
        target=values["target"],
        confirmed=tuple(request.form.getlist("confirmed")),
    )
    with transaction() as session:

        def act() -> str:
            episode = episodes.get_open(session, resident.id)
            facts = _facts(session, resident, episode, values["attested"])
            moves.propose(session, g.actor, g.country, episode, resident.code, proposal, facts)
            return url_for(".stage", code=resident.code)

        address = continuity.once(session, g.actor, form.token, act)
    flash(_("The move is proposed. The team can sign it now."))
    return redirect(address)


def _facts(session: Session, resident: Resident, episode: Episode, attested: Any) -> Facts:
    signed, gap = facts_about(session, resident.id, episode.id)
    return Facts(episode.stage_since, clock.today(current().zone), signed, gap, tuple(attested))


@bp.get("/moves")
@needs("move.read")
def waiting() -> str:
    """Moves of the house that wait for a signature or a decision."""
    with reading() as session:
        rows = moves.proposed(session, g.actor)
        left = migration.behind(session, g.actor, clock.today(current().zone)) if may(g.actor, "move.propose") else ()
        return render_template("stages/waiting.html", rows=rows, behind=sum(each.stays for each in left))


@bp.post("/moves/<int:move_id>/sign")
@needs("move.sign")
def sign(move_id: int) -> tuple[str, int] | Response:
    """Sign for one's discipline, or send the proposal back."""
    return _answer(move_id)


@bp.post("/moves/<int:move_id>/decide")
@needs("move.approve")
def decide(move_id: int) -> tuple[str, int] | Response:
    """Decide as director, or send the proposal back."""
    return _answer(move_id)


@bp.post("/moves/<int:move_id>/withdraw")
@needs("move.propose")
def withdraw(move_id: int) -> Response:
    """Take back one's own proposal."""
    with transaction() as session:
        move = moves.get(session, g.actor, move_id)
        moves.withdraw(session, g.actor, move)
        code = _code(session, move)
    return redirect(url_for(".stage", code=code))


def _answer(move_id: int) -> tuple[str, int] | Response:
    comment = request.form.get("comment", "").strip()[:1000]
    with reading() as session:
        code = _code(session, moves.get(session, g.actor, move_id))
    try:
        with transaction() as session:
            _speak(session, moves.get(session, g.actor, move_id), comment)
    except Invalid as error:
        faults = [_(str(message)) for messages in error.fields.values() for message in messages]
        return _chain(code, faults, request.form.get("comment", "")), 422
    except Conflict as error:
        flash(_(str(error)), "warning")
    return redirect(url_for(".stage", code=code))


def _speak(session: Session, move: StageMove, comment: str) -> None:
    if request.form.get("answer") == "return":
        moves.send_back(session, g.actor, move, comment)
        flash(_("The proposal is sent back with your comment."))
    elif g.actor.role == moves.DIRECTOR:
        require(g.actor, "move.approve")
        today = clock.today(current().zone)
        moves.decide(session, g.actor, move, comment, today)
        # What is due does not wait for the night: her bed is free and her tasks end now.
        exits.apply_due(session, g.actor, g.country, move.branch_id, today)
        left = move.kind == "exit" and move.state == "effective"
        flash(_("Approved. The exit has taken effect.") if left else _("Approved."))
    else:
        moves.sign(session, g.actor, move, comment)
        flash(_("Signed."))


def _code(session: Session, move: StageMove) -> str:
    return moves.resident_code(session, move)
