"""AS-05: a mother and her baby, of whom the order names only the mother. Medicines come later."""

import pytest

from core.errors import Invalid, NotFound, Refused
from core.intake import exits
from core.intake.admission import Basis
from core.legal import measures
from core.legal.cover import State
from core.legal.measures import NewMeasure
from core.overview import today
from core.residents import family
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.models import Resident
from core.stages import episodes, moves
from core.stages.moves import Proposal
from core.testkit.house import Home
from core.testkit.stories import Network, admit, at, counted, day, inside, local, open_tasks, standing

CODES = ["gt", "hn"]
ORDER = {"gt": "abrigo_temporal", "hn": "residencial"}
FAMILY = {"gt": "reintegro_familia_ampliada", "hn": "reintegro_familiar"}


@pytest.mark.parametrize("code", CODES)
def test_mother_and_baby(network: Network, code: str) -> None:
    home = network.homes[code]
    arrival = local(home, "2026-03-10 15:00")
    with at(home, "2026-03-10 16:00"):
        ambar = admit(
            home, house_name="Ámbar", birth=BirthRange.from_age(16, 16, day("2026-03-10")), admitted_at=arrival,
            basis=Basis(ORDER[code]), bed_id=home.beds["4-A"], with_baby=True,
        ).resident  # fmt: skip
        born = BirthRange.exactly(day("2025-08-01"))
        baby: dict[str, object] = {
            "house_name": "Rocío", "birth": born, "birth_basis": "declared", "mother": ambar, "admitted_at": arrival,
            "basis": Basis(),
        }  # fmt: skip
        with pytest.raises(Refused):
            home.admit(**{**baby, "bed_id": home.beds["4-A"], "confirmed": ("bebe_sin_medida",)})
        with pytest.raises(Refused) as warned:
            home.admit(**{**baby, "bed_id": home.beds["4-a"]})
        assert [each.code for each in warned.value.objections] == ["bebe_sin_medida"]
        rocio = admit(home, **{**baby, "bed_id": home.beds["4-a"], "confirmed": ("bebe_sin_medida",)}).resident

        assert standing(home, ambar).state is State.IN_FORCE
        assert standing(home, rocio).state is State.NONE
        asked = [task.code for task in open_tasks(home, rocio, "lawyer") if not task.code.startswith("form:")]
        assert [code.partition(":")[0] for code in asked] == ["basis.none.lawyer"]
        with home.reading() as session:
            facts = {fact.code: fact.value for fact in today.facts(session, home.actor("nurse"), day("2026-03-10"))}
            assert (facts["residents"], facts["babies"]) == (1, 1)

    with at(home, "2026-03-16 10:00"):
        _mother_leaves(home, ambar, FAMILY[code])
        assert inside(home) == 1
        with home.reading() as session:
            assert episodes.find_open(session, rocio.id) is not None
            link = family.mother_of(session, rocio.id)
            assert link is not None
            assert link.resident_id == ambar.id
        with home.transaction() as session:
            order = NewMeasure(ORDER[code], local(home, "2026-03-16 10:00"), (rocio.id,))
            measures.add(session, home.actor("lawyer"), home.country, order, action="measure.write")
        assert standing(home, rocio).state is State.IN_FORCE
    with at(home, "2026-04-02 10:00"):
        assert counted(home, "babies_at_end", "2026-03") == 1


def _mother_leaves(home: Home, ambar: Resident, kind: str) -> None:
    proposal = Proposal(
        day("2026-03-16"), "Su tía la recibe", "Quiero ir con mi tía", exit_kind=kind, exit_plan="Visitas"
    )
    everything = [code for code, _label in exits.ATTESTED]
    worker, director = home.actor(), home.actor("director")

    def propose() -> int:
        with home.transaction() as session:
            girl = residents.get(session, worker, ambar.code)
            checklist = exits.checklist(session, girl, everything)
            episode = episodes.get_open(session, girl.id)
            return moves.propose_exit(session, worker, home.country, episode, proposal, checklist).id

    with pytest.raises(Invalid) as undecided:
        propose()
    assert list(undecided.value.fields) == ["checklist"]
    with home.transaction() as session:
        (link,) = family.babies_of(session, ambar.id)
        with pytest.raises(NotFound):
            family.decide_carer(session, home.actor("educator"), link.id, "La casa cuna", on_case=True)
        family.decide_carer(session, worker, link.id, "El juez la deja en la casa cuna", on_case=True)
    move_id = propose()
    with home.transaction() as session:
        moves.sign(session, worker, moves.get(session, worker, move_id))
    with home.transaction() as session:
        moves.decide(session, director, moves.get(session, director, move_id), "", day("2026-03-16"))
        exits.apply_due(session, director, home.country, home.id, day("2026-03-16"))
