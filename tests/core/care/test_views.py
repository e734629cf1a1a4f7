"""The forms of the new rooms, sent as a browser sends them: each is kept once, and says what is wrong."""

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase

from core.advocacy.models import AdvocacyAction, PolicyInstrument
from core.branches.models import StaffPost
from core.care.models import (
    Assessment,
    CarePlan,
    CarePlanService,
    Complaint,
    Incident,
    IncidentPerson,
    Schooling,
    Service,
)
from core.education.models import Training, TrainingAttendance, TrainingCount, TrainingPerson
from core.legal.models import LegalAct, LegalCase, LegalStatement
from core.outreach.models import OutreachContact, OutreachOuting, OutreachSite, OutreachVisit
from core.residents import service as residents
from core.residents.models import FamilyContact, Resident
from core.testkit.house import Home
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network, user_id_of

pytestmark = ON_ONE_DATABASE

DAY = "2026-03-16"


def count(home: Home, table: type[DeclarativeBase]) -> int:
    with home.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_done_for_her_is_written_from_her_file(network: Network) -> None:
    home = network.home
    done = home.admit(house_name="Luna")
    with home.transaction() as session:
        her = session.get_one(Resident, done.resident.id)
        for role in ("social_worker", "psychologist", "nurse", "lawyer"):
            member = home.actor(role)
            residents.join_team(session, home.actor("director"), her,
                                type(member)(**{**{f: getattr(member, f) for f in member.__dataclass_fields__},
                                                "user_id": user_id_of(home, role)}))  # fmt: skip
        code = her.code
    sonia, lucia, ada, rosa = (network.client(each) for each in ("social_worker", "psychologist", "nurse", "educator"))
    there = f"/residents/{code}"
    plan = {"agreed_on": DAY, "assent": "given", "signed_by": "guardian", "times_PSYCH": "4", "times_SPIRIT": "1",
            "asked_spirit": "yes", "form_token": "one"}  # fmt: skip
    for _twice in range(2):
        assert sonia.post(f"{there}/plan/new", data=plan).status_code == 302
    assert (count(home, CarePlan), count(home, CarePlanService)) == (1, 2)
    assert sonia.post(f"{there}/plan/new", data={"agreed_on": "2030-01-01"}).status_code == 422
    service = {"discipline": "PSYCH", "on_day": DAY, "minutes": "45", "kind": "session", "mode": "individual",
               "attendance": "attended", "note": "Va bien"}  # fmt: skip
    assert lucia.post(f"{there}/services/new", data=service).status_code == 302
    assert "Va bien" in lucia.get(f"{there}/services").text
    assert "Va bien" not in rosa.get(f"{there}/services").text
    assert lucia.post(f"{there}/services/new?corrects=1", data={**service, "minutes": "60"}).status_code == 302
    assert "tachado" in lucia.get(f"{there}/services").text
    assert lucia.post(f"{there}/services/2/strike").status_code == 302
    assert count(home, Service) == 2
    assert (
        sonia.post(f"{there}/school/new", data={"kind": "school", "from_on": DAY, "outside": "yes"}).status_code == 302
    )
    month = {"month": DAY, "school_days": "10", "days_present": "7"}
    assert sonia.post(f"{there}/school/1/month", data=month).status_code == 302
    page = sonia.get(f"{there}/school").text
    assert "marzo 2026" in page
    assert "menos del 80 por ciento" in page
    assert count(home, Schooling) == 1
    phq = {"time_point": "other", "on_day": DAY, "clinical": "yes", **{f"answer_{n}": "0" for n in range(1, 9)}}
    told = lucia.post(f"{there}/assessments/new/PHQ9", data={**phq, "answer_9": "2"}, follow_redirects=True).text
    assert "Una respuesta pide hablar hoy de su seguridad" in told
    assert "no alcanza el punto de corte" in told
    assert "Suma de 9 respuestas. Puede faltar una respuesta" in told
    assert "Las franjas comienzan en 5, 10, 15, 20." in told
    early = lucia.post(f"{there}/assessments/new/CATS2", data={"time_point": "month6", "on_day": DAY, "score": "30"})
    assert early.status_code == 422
    assert "A los seis meses quiere decir del día 152 al día 213 de la estancia" in early.text
    assert "no es un diagnóstico" in lucia.get(f"{there}/assessments/new/CATS2").text
    assert lucia.post(f"{there}/assessments/new/CATS2", data={**phq, "score": "61"}).status_code == 422
    assert lucia.get(f"{there}/assessments/new/MOON").status_code == 404
    assert count(home, Assessment) == 1
    assert ada.post(f"{there}/health/treatment", data={"began_on": DAY, "due_end_on": "2026-06-01"}).status_code == 302
    assert ada.post(f"{there}/modules/new", data={"module": "srh_hiv", "began_on": DAY}).status_code == 302
    assert ada.post(f"{there}/modules/1/completed").status_code == 302
    family = {"name": "Rosa", "relation": "aunt_uncle", "safety": "safe", "contact": ""}
    sonia.post(f"{there}/family", data=family)
    assert sonia.post(f"{there}/family/met", data={"link_id": "1", "on_day": DAY, "kind": "call"}).status_code == 302
    assert count(home, FamilyContact) == 1


def test_the_house_writes_incidents_cases_and_posts(network: Network) -> None:
    home = network.home
    resident = home.admit(house_name="Luna").resident
    rosa, ines, marta, hector = (network.client(each) for each in ("educator", "facilitator", "director", "lawyer"))
    incident = {"kind": "accident", "level": "1", "happened_at": f"{DAY}T10:00", "harm_in_care": "yes",
                "harmed": str(resident.id), "facts": "Se cayó", "form_token": "two"}  # fmt: skip
    nobody = rosa.post("/incidents/new", data={**incident, "harmed": ""})
    assert nobody.status_code == 422
    assert 'href="#f-harmed"' in nobody.text
    for _twice in range(2):
        assert rosa.post("/incidents/new", data=incident).status_code == 302
    assert (count(home, Incident), count(home, IncidentPerson)) == (1, 1)
    assert "Se cayó" in marta.get("/incidents/1").text
    assert ines.get("/incidents/1").status_code == 404
    concern = {"audience": "director", "level": "1", "happened_at": f"{DAY}T10:00", "facts": "La golpeó"}
    assert ines.post("/incidents/concern", data=concern).location == "/"
    assert "La golpeó" in marta.get("/incidents/2").text
    assert rosa.get("/incidents/2").status_code == 404
    assert "sellado" not in rosa.get("/incidents").text
    for notice in (1, 2):
        assert marta.post(f"/incidents/1/told/{notice}", data={"receipt": "Oficio 3"}).status_code == 302
    assert marta.post("/incidents/1/review", data={"lessons": "Más luz"}).status_code == 302
    assert rosa.post("/complaints/new", data={"about": "food", "received_on": DAY, "text": "Fría"}).status_code == 302
    assert marta.post("/complaints/1/answer", data={"answered_on": DAY, "answer": "Se vio"}).status_code == 302
    assert count(home, Complaint) == 1
    case = {"track": "criminal", "part": "filed", "victims": str(resident.id), "filed_on": "2026-01-10",
            "exploitation": "SEX_EXPL", "file_number": "EJ-1", "strategy": "Callar"}  # fmt: skip
    both = hector.post("/legal/cases/new", data={**case, "witnesses": str(resident.id)})
    assert both.status_code == 422
    assert 'href="#f-witnesses' in both.text
    assert hector.post("/legal/cases/new", data=case).location == "/legal/cases/1"
    assert "Callar" not in hector.get("/legal/cases/1").text
    assert hector.post("/legal/cases/1/acts/new", data={"kind": "hearing", "at": "2026-04-14T09:00"}).status_code == 302
    assert hector.post("/legal/cases/1/acts/2/postpone", data={"at": "2026-05-14T09:00"}).status_code == 302
    statement = {"resident_id": str(resident.id), "on_day": DAY, "modality": "chamber", "lawyer": "yes"}
    assert hector.post("/legal/cases/1/statement", data=statement).status_code == 302
    assert (count(home, LegalCase), count(home, LegalAct), count(home, LegalStatement)) == (1, 3, 1)
    assert "Sala" in hector.get("/legal/cases/1").text or "sala especial" in hector.get("/legal/cases/1").text
    user = user_id_of(home, "educator")
    post = {"role": "educator", "from_on": DAY, "fte_percent": "50", "qualified": "yes"}
    assert marta.post(f"/staff/{user}/posts/new", data=post).status_code == 302
    assert count(home, StaffPost) == 1


def test_trainings_advocacy_and_the_street_are_written_on_a_telephone(network: Network) -> None:
    home = network.home
    paula, oscar = network.client("training_officer"), network.client("outreach")
    training = {"title": "Taller", "topic": "rights", "audience": "EDU", "from_on": DAY, "until_on": DAY,
                "sessions": "1", "pass_mark": "70"}  # fmt: skip
    assert paula.post("/trainings/new", data=training).location == "/trainings/1"
    person = {"name": "Ana", "public": "EDU", "sex": "F", "official": "yes"}
    assert paula.post("/trainings/1/people/new", data=person).status_code == 302
    session = {"on_day": DAY, "minutes": "60", "named": "1", "public": "COMMUNITY", "women": "7"}
    assert paula.post("/trainings/1/sessions/new", data=session).status_code == 302
    assert paula.post("/trainings/1/people/1/score", data={"pre": "40", "post": "80"}).status_code == 302
    assert paula.post("/trainings/1/close").status_code == 302
    assert "Ana" in paula.get("/trainings/checks").text
    assert paula.post("/trainings/checks/1", data={"on": DAY, "answered": "yes"}).status_code == 302
    assert [count(home, each) for each in (Training, TrainingPerson, TrainingAttendance, TrainingCount)] == [1, 1, 1, 1]
    law = {"kind": "law", "title": "Ley", "opened_on": DAY, "stage": "tabled"}
    assert paula.post("/advocacy/new", data=law).location == "/advocacy/1"
    assert paula.post("/advocacy/1/step", data={"to_stage": "adopted", "on_day": DAY}).status_code == 302
    action = {"kind": "meeting", "on_day": DAY, "summary": "Mesa", "instrument_id": "1", "commitment": "Carta",
              "commitment_due": "2026-04-01"}  # fmt: skip
    assert paula.post("/advocacy/actions/new", data=action).status_code == 302
    assert paula.post("/advocacy/actions/1/kept").status_code == 302
    assert (count(home, PolicyInstrument), count(home, AdvocacyAction)) == (1, 1)
    outing = {"area": "Lucero", "team": "Óscar", "expected_back_at": f"{DAY}T14:00"}
    assert oscar.post("/street/new", data=outing).location == "/street/1"
    assert (
        oscar.post("/street/sites/new", data={"kind": "street", "area": "Lucero", "name": "Parque"}).status_code == 302
    )
    assert "Parque" not in oscar.get("/street/sites").text
    assert "Parque" in oscar.post("/street/sites/1/reveal").text
    signs = {"site_id": "1", "strong": "2", "medium": "0", "weak": "0", "complete": "yes"}
    assert oscar.post("/street/1/visit", data=signs).status_code == 302
    contact = {"nickname": "Colibrí", "sex": "F", "age_band": "Y15T17", "area": "Lucero", "met_at": f"{DAY}T10:00",
               "screen": "positive", "visit_id": "1"}  # fmt: skip
    assert oscar.post("/street/contacts/new?outing=1", data=contact).location == "/street/people/1"
    refer = {"referred_at": f"{DAY}T10:30", "referred_to_id": "1"}
    assert oscar.post("/street/contacts/1/1/refer", data=refer).status_code == 302
    assert oscar.post("/street/contacts/1/1/service", data={"service_on": DAY}).status_code == 302
    assert oscar.post("/street/1/back").status_code == 302
    assert "Colibrí" not in network.client("director").get("/street/people").text
    assert {count(home, each) for each in (OutreachOuting, OutreachSite, OutreachVisit, OutreachContact)} == {1}
