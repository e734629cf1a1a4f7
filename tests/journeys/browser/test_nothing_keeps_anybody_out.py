"""Every screen of the application, opened by everybody who may, is one that nobody is kept out of (WCAG 2.2 AA)."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from lxml import etree
from lxml.html import document_fromstring
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from core import clock, defaults
from core.absences import held, steps
from core.absences.models import MISSING, Absence, Outing
from core.access.models import Device
from core.actor import SYSTEM, Actor
from core.advocacy.models import PolicyInstrument
from core.aftercare.models import AftercarePlan, FollowUp
from core.branches.models import Branch
from core.care.models import CarePlan, Complaint, Incident, IncidentNotice, Pregnancy, Schooling, TreatmentPlan
from core.configuration import service
from core.configuration.kinds import Ground
from core.education.models import Training, TrainingCheck, TrainingPerson
from core.evidence.models import Extract
from core.forms.models import FormRecord
from core.hq.donors import reading as donor_reading
from core.hq.models import DonorReport, PublicRelease
from core.hq.public import service as public
from core.hq.public.figures import Audit
from core.hq.sharing import service as sharing
from core.legal.models import LegalAct, LegalCase, LegalReparation, LegalStatement
from core.obligations.models import ObligationDocument
from core.obligations.tables import Figure, Table, as_data
from core.outreach.models import OutreachContact, OutreachOuting, StreetPerson
from core.overview.settings_page import HOUSE, PARTS
from core.partners.models import Agreement, Partner, Referral
from core.reporting.models import Closing
from core.reporting.periods import containing
from core.residents.models import CaseMember, Resident, Work
from core.retention.models import Erasure, LegalHold
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode, Transfer
from core.stages.packages import Counted, Package, contents_of, keep, package_of
from core.studio.register import KINDS
from core.testkit.axe import TELEPHONE, Examiner, faults, too_wide
from core.testkit.demonstration import ServedNetwork
from core.testkit.works import one_of_each
from plugins.contract.text import Text
from plugins.discovery import discover

pytestmark = pytest.mark.browser

#: Somebody for each role; None is a stranger.
READERS = [
    "marta", "sonia", "lucia", "ada", "hector", "rosa", "amparo", "ines", "oscar", "leticia", "paula", "gloria",
    "diego", "nora", "ramiro", "tomas", "bruno", "silke", None,
]  # fmt: skip
#: One whose move waits, a mother, and one whose stay nothing covers.
RESIDENTS = ("R3-TB9X", "M8-HJ4C", "P5-ZK8V")
#: What left the house with a referral.
SLIP = {"external_code": "X-1", "age": 15, "purpose": "R3", "telephone": "555-0100"}
_SAID = Text.of(es="Cifras", en="Figures")
_HIDDEN = Figure(None, None, share=False, type="count", per=1)
#: Objects of which a draft is looked at, each with the pages of its draft; others walk through the programme itself.
CONFIGURED = {
    ("role_limits", "educator"): ("general",), ("local_days", "main"): ("days",),
    ("terms", "main"): ("words",), ("forms", "acta_ingreso"): ("general", "fields"),
    ("retention", "main"): ("general",), ("modules", "main"): ("general",), ("capacity", "main"): ("general",),
    ("clocks", "main"): ("general",), ("house_terms", "main"): ("terms",), ("country_days", "main"): ("days",),
    ("recovery", "main"): ("general",), ("indicators", "main"): ("general", "targets"),
    ("consent_texts", "salud_general"): ("texts",), ("services", "main"): ("services",),
}  # fmt: skip
#: What brings along other parts of its address.
BRINGS = {"referral_id": {"code"}, "part": {"kind", "key"}, "kind": {"key"}}
DESK: ViewportSize = {"width": 1280, "height": 720}
DARK = ["/", "/residents/R3-TB9X", "/residents/admit"]
#: What answers no page, and pages that stand in the middle of a way and are looked at there.
NO_SCREEN = {
    "web.static_file", "health.healthz", "reporting.package", "hq.as_csv", "hq.as_xlsx", "exports.export",
    "retention.find", "extracts.file", "donor.paper", "public.as_csv", "door.announced", "benchmark.as_a_file",
    "sharing.as_a_file", "sending.index",
    "access.second", "access.enrol_password", "access.enrol_second", "access.confirm_second_factor", "access.locked",
    "trial.pass_on",
}  # fmt: skip
#: Attributes whose value says what kind of element it is; of the others it is enough that they are there.
TELLING = {"class", "role", "type"}

Sit = Callable[..., Page]
Found = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="module")
def screens(served: ServedNetwork) -> list[tuple[str, str]]:
    """Every address of a screen with the endpoint that answers, for a few of what each may be about."""
    with served.stores.country("gt").transaction() as session:
        set_branch_scope(session, ALL)
        surround(session)
        about = things(session)
    with served.stores.network.transaction() as network:
        register_device(network)
        about["figure"] = [{"figure": "R02"}]
        about["sharing.one"] = [{"number": each} for each in ask_to_share(network)]
        about |= {"report_id": [{"report_id": each} for each in write_to_donors(network)], "place": [{"place": 0}]}
        about["release_id"] = [{"release_id": propose_to_the_public(network)}]
    rules = [each for each in served.app.url_map.iter_rules() if "GET" in (each.methods or ())]
    return [
        (address, rule.endpoint)
        for rule in rules
        if rule.endpoint not in NO_SCREEN
        for address in addresses(served, rule, about)
    ]


def surround(session: Session) -> None:
    """Agree something with a partner and refer somebody to it twice, which nobody in the demonstration has done yet."""
    who = session.scalars(select(Resident).where(Resident.code == RESIDENTS[0])).one()
    today = clock.today("America/Guatemala")
    common: dict[str, Any] = {"branch_id": who.branch_id, "partner_id": session.scalar(select(func.min(Partner.id)))}
    session.add(Agreement(**common, purpose="Talleres", valid_from=today))
    refer = partial(
        Referral, **common, resident_id=who.id, direction="out", purpose="R3", requested_on=today,
        created_by=3, created_by_name="Sonia Baten",
    )  # fmt: skip
    session.add_all([refer(), refer(state="sent", sent_at=clock.now(), shared=SLIP)])
    configure(session, who.branch_id)
    owe(session, who.branch_id)
    miss(session, RESIDENTS[1])
    end(session, who.branch_id)
    let_out(session, who)
    session.flush()  # the addresses have their ids
    send_around(session, who)
    stay = session.scalars(select(Episode.id).where(Episode.resident_id == who.id)).one()
    one_of_each(session, who.branch_id, who.id, stay, common["partner_id"])


def owe(session: Session, branch_id: int) -> None:
    """Prepare a report that is owed, as its page shows it."""
    content = {
        "title": [["es", "Cifras"]], "asked": [["es", "Cuántas"]], "addressee": "SVET", "house": "Programa",
        "period": "2025", "bases": [{"citation": "Ley", "grade": "C"}], "by_hand": [[["es", "idioma"]]],
        "unverified": True,
        "tables": as_data([Table(_SAID, (_SAID,), ((_SAID, (_HIDDEN,)),), (("C", _SAID),))]),
    }  # fmt: skip
    document = ObligationDocument(
        branch_id=branch_id, code="svet", period="2025", addressee="SVET", version=1, content=json.dumps(content),
        content_hash="0" * 64, prepared_by=1, prepared_by_name="Oscar",
    )  # fmt: skip
    session.add(document)


def end(session: Session, branch_id: int) -> None:
    """Hold a file, lift one, and let the destruction of another wait for a second person."""
    rows = session.execute(select(Resident.code, Resident.id).where(Resident.code.in_(RESIDENTS)))
    hers = dict(iter(rows))
    common = {"branch_id": branch_id, "put_at": clock.now(), "put_by_name": "Nora"}
    session.add_all([
        LegalHold(**common, resident_id=hers[RESIDENTS[0]], ground="proceeding"),
        LegalHold(
            **common, resident_id=hers[RESIDENTS[0]], ground="hers", lifted_at=clock.now(), lifted_by_name="Nora"
        ),
        Erasure(
            branch_id=branch_id, resident_id=hers[RESIDENTS[1]], due_on=clock.today("America/Guatemala"),
            rule={"citation": "Ley"}, proposed_at=clock.now(), proposed_by=0, proposed_by_name="Nora",
        ),
        Erasure(
            branch_id=branch_id, resident_id=hers[RESIDENTS[2]], due_on=clock.today("America/Guatemala"),
            rule={"citation": "Ley"}, state="erased", proposed_at=clock.now(), proposed_by=0, proposed_by_name="Nora",
            decided_at=clock.now(), decided_by_name="Marta",
        ),
    ])  # fmt: skip


def miss(session: Session, code: str) -> None:
    """Let somebody be missing, by the country's protocol."""
    who = session.scalars(select(Resident).where(Resident.code == code)).one()
    episode = session.scalars(select(Episode).where(Episode.resident_id == who.id, Episode.closed_at.is_(None))).one()
    episode.state = MISSING
    absence = Absence(
        branch_id=who.branch_id, resident_id=who.id, episode_id=episode.id, protocol="alba_keneth",
        since_at=clock.now(), reported_by=3, reported_by_name="Sonia Baten",
    )  # fmt: skip
    session.add(absence)
    session.flush()  # its tasks name its id
    country = discover(("gt",), (defaults,))["gt"]
    steps.write(session, SYSTEM, country, absence, country.missing_protocols["alba_keneth"])


def let_out(session: Session, who: Resident) -> None:
    """Let somebody be late from an outing, and keep the bed of who is missing."""
    episode = session.scalars(select(Episode).where(Episode.resident_id == who.id, Episode.closed_at.is_(None))).one()
    now = clock.now()
    session.add(Outing(branch_id=who.branch_id, resident_id=who.id, episode_id=episode.id, allowed_by_name="Rosa",
                       left_at=now - timedelta(hours=1), expected_at=now - timedelta(minutes=5)))  # fmt: skip
    missing = session.scalars(select(Absence).where(Absence.branch_id == who.branch_id)).one()
    held.hold(session, Actor(3, "Sonia Baten", "social_worker", who.branch_id), missing)


def ask_to_share(network: Session) -> list[int]:
    """Ask the branches for a further use of their figures, which nobody in the demonstration has done."""
    told = {"kind": "press", "recipient": "Diario Ficticio", "purpose": "Una nota", "figures": "RES-003",
            "periods": "2025", "alone": False}  # fmt: skip
    return [sharing.ask(network, Actor(None, "Bruno", "hq_analyst"), told, sharing.last_day_by({})).id]


def propose_to_the_public(network: Session) -> int:
    """Propose figures for the public."""
    audit = Audit(told=1, small=1, dominated=0, changed=0, others=0, earlier=2, exposed=False)
    lines = [["RES-003", "_T", "_T", [45, None]], ["RES-003", "SEX", "M", None]]
    part = {"lines": lines, "versions": {"GT-01": 2}, "branches": {}}
    content = {"parts": {"2025Q1": part, "2025": part}, "audit": asdict(audit)}
    made = PublicRelease(
        token="p1", period="2025", version=2, why="Dos expedientes llegaron tarde", state=public.PROPOSED,
        content=json.dumps(content), content_hash="", proposed_at=clock.now(), proposed_by_name="Irma",
    )  # fmt: skip
    network.add(made)
    network.flush()  # the address has its id
    return made.id


def write_to_donors(network: Session) -> list[int]:
    """Begin a report to a donor, a template of one, and the correction of one that was issued."""
    closed = containing(clock.today("America/Guatemala"), "M").previous()
    common: dict[str, Any] = {"state": donor_reading.DRAFT, "written_at": clock.now(), "written_by_name": "Bruno"}
    section = {"title": "Camas", "text": "Lo que se hizo.", "indicators": ["CAP-002", "RES-003"]}
    made = [
        DonorReport(**common, token="w1", title="Informe", donor="Fundación", period=str(closed), sections=[section]),
        DonorReport(**common, token="w2", title="Plantilla", sections=[section]),
    ]
    content = json.dumps({"sections": [], "sources": {"versions": {}, "provisional": [], "months": {}, "declined": []}})
    issued = {**common, "state": donor_reading.ISSUED, "issued_at": clock.now(), "content_hash": "0" * 64}
    made.append(DonorReport(**issued, token="w3", title="Emitido", period=str(closed), content=content))
    network.add_all(made)
    network.flush()  # the addresses have their ids, and a correction that of its report
    anew = DonorReport(**common, token="w4", title="Emitido", period=str(closed), content=content, version=2,
                       corrects_id=made[-1].id, why="Dos expedientes llegaron tarde")  # fmt: skip
    network.add(anew)
    network.flush()
    return [each.id for each in (*made, anew)]


def register_device(network: Session) -> None:
    """Let a device of the house wait for its code, and one be in use."""
    for name, enrolled in (("Tableta 1", None), ("Oficina", clock.now())):
        network.add(Device(branch_code="GT-01", name=name, kind="tablet", roles=["nurse"], registered_by_name="Tomás",
                           enrolled_at=enrolled))  # fmt: skip


def send_around(session: Session, who: Resident) -> None:
    """Let a transfer wait for each of those who act on one, as rows: no order and no other house is needed for that."""
    for user_id, name, role in ((3, "Sonia Baten", "social_worker"), (6, "Ada Monzón", "nurse")):
        session.add(CaseMember(branch_id=who.branch_id, resident_id=who.id, user_id=user_id, user_name=name, role=role,
                               owner=False, from_on=clock.today("America/Guatemala")))  # fmt: skip
    package = {"package": asdict(Package("Orden", (Counted("Amoxicilina", 14, 7),), escort="Ana")), "medical": None}
    person = {"house_name": "Garza", "kind": "baby", "sex": "F", "languages": ["es"], "interpreter_needed": False,
              "nationality": "HN", "birth_basis": "unknown", "birth": [], "health": {}}  # fmt: skip
    arrival = package | {"assent": "yes", "person": person}
    states = (("out", "proposed"), ("out", "authorised"), ("out", "in_transit"), ("out", "refused"), ("in", "arrived"))
    for direction, state in states:
        row = Transfer(branch_id=who.branch_id, direction=direction, other_branch="HN-01", state=state, assent="yes",
                       envelope_id=state, resident_id=who.id if direction == "out" else None, medical="wanted",
                       contents=contents_of(package_of(package)), created_by=0, created_by_name="Sonia")  # fmt: skip
        session.add(row)
        session.flush()  # its id is part of what seals the package
        keep(session, row, package if direction == "out" else arrival)


def configure(session: Session, branch_id: int) -> None:
    """Begin a draft of each object of :data:`CONFIGURED`."""
    country, tomas = (
        discover(("gt",), (defaults,))["gt"],
        Actor(1, "Tomás Recinos", "config_admin", branch_id, leads=True),
    )
    for kind, key in CONFIGURED:
        ground = Ground(session, country, branch_id, clock.today("America/Guatemala"), key)
        service.begin(ground, tomas, KINDS[kind])


def things(session: Session) -> Found:
    """Find something for every argument of an address, or of the address of one view; a form in each of its states."""
    forms = select(func.min(FormRecord.id)).group_by(FormRecord.state, FormRecord.form_key)
    ways = select(func.max(Transfer.id)).group_by(Transfer.direction, Transfer.state)
    closed = containing(clock.today("America/Guatemala"), "M").previous()
    parts = [{"kind": kind, "key": key, "part": part} for (kind, key), each in CONFIGURED.items() for part in each]
    return {
        "code": [{"code": code} for code in RESIDENTS],
        "record_id": [{"record_id": each} for each in session.scalars(forms)],
        "user_id": [{"user_id": 3}],
        "partner_id": [{"partner_id": session.scalar(select(func.min(Partner.id)))}],
        "agreement_id": [{"agreement_id": session.scalar(select(func.min(Agreement.id)))}],
        "referral_id": [{"code": RESIDENTS[0], "referral_id": each} for each in session.scalars(select(Referral.id))],
        "closing_id": [{"closing_id": session.scalar(select(func.min(Closing.id)))}],
        "written": [{"written": str(closed)}],
        "submissions.at_the_office": [{"code": "GT-01", "written": str(closed)}],
        "transfer_id": [{"transfer_id": each} for each in session.scalars(ways)],
        "kind": [{"kind": kind, "key": key} for kind, key in CONFIGURED],
        "document_id": [{"document_id": session.scalar(select(func.max(ObligationDocument.id)))}],
        "part": parts,
        "settings.part": [{"part": part} for part in PARTS if part != HOUSE],
        **works(session),
    }


def works(session: Session) -> Found:
    """Find the newest of each record of the house's work; what stands in a file is about the first of the residents."""

    def newest(table: Any) -> int:
        return session.scalar(select(func.max(table.id))) or 0

    code, case = {"code": RESIDENTS[0]}, {"case_id": newest(LegalCase)}
    incident, training = {"incident_id": newest(Incident)}, {"training_id": newest(Training)}
    plan, street = {"plan_id": newest(AftercarePlan)}, {"person_id": newest(StreetPerson)}
    contact, law = {"contact_id": newest(OutreachContact)}, {"instrument_id": newest(PolicyInstrument)}
    left = {"code": session.scalars(_accompanied(3).limit(1)).one()}
    place, out = {"schooling_id": newest(Schooling)}, {"outing_id": newest(OutreachOuting)}
    found: dict[str, list[dict[str, object]]] = {
        "care.new_assessment": [{**code, "instrument": name} for name in ("PHQ9", "CATS2")],
        "care.review_plan": [{**code, "plan_id": newest(CarePlan)}],
        "care.end_pregnancy": [{**code, "pregnancy_id": newest(Pregnancy)}],
        "care.end_treatment": [{**code, "plan_id": newest(TreatmentPlan)}],
        "care.told": [{**incident, "notice_id": newest(IncidentNotice)}],
        "care.answer_complaint": [{"complaint_id": newest(Complaint)}],
        "cases.settle_act": [{**case, "act_id": newest(LegalAct), "how": how} for how in ("hold", "postpone")],
        "case_records.deliver": [{**case, "row_id": newest(LegalReparation)}],
        "case_records.correct_reparation": [{**case, "row_id": newest(LegalReparation)}],
        "case_records.correct_statement": [{**case, "row_id": newest(LegalStatement)}],
        "aftercare.note": [{**code, "follow_up_id": newest(FollowUp)}],
        "after_scores.new_score": [{**left, "instrument": "WHO5"}],
        "education.score": [{**training, "person_id": newest(TrainingPerson)}],
        "education.check": [{"check_id": newest(TrainingCheck)}],
        "outreach.person": [street],
        "works.give": [{"work_id": newest(Work)}],
        "works.one": [{"work_id": newest(Work)}],
        "works.rewrite": [{**code, "work_id": newest(Work)}],
        "extracts.one": [{"extract_id": newest(Extract)}],
    }
    found |= {f"care.{name}": [{**code, **place}] for name in ("school_month", "end_school")}
    found |= {f"care.{name}": [incident] for name in ("incident", "new_notice", "review_incident")}
    found |= {f"cases.{name}": [case] for name in ("case", "number", "new_act")}
    found |= {f"case_records.{name}": [case] for name in ("new_statement", "new_reparation", "join")}
    found |= {f"aftercare.{name}": [{**code, **plan}] for name in ("change_contact", "assign")}
    found |= {f"after_scores.{name}": [left] for name in ("list_scores", "ask_to_count")}
    found |= {f"education.{name}": [training] for name in ("training", "edit", "new_person", "hold")}
    found |= {f"advocacy.{name}": [law] for name in ("instrument", "edit", "step")}
    found |= {f"outreach.{name}": [out] for name in ("outing", "visit")}
    found |= {f"outreach.{name}": [{**street, **contact}] for name in ("refer", "begin_service")}
    return found


def _accompanied(worker_id: int) -> Select[tuple[str]]:
    """Find who has left and is accompanied by somebody."""
    here = select(Episode.resident_id).where(Episode.closed_at.is_(None))
    return (
        select(Resident.code)
        .join(AftercarePlan, AftercarePlan.resident_id == Resident.id)
        .where(AftercarePlan.worker_id == worker_id, AftercarePlan.state == "active", Resident.id.not_in(here))
        .order_by(AftercarePlan.id.desc())
    )


def addresses(served: ServedNetwork, rule: Rule, about: Found) -> Iterator[str]:
    """Fill in what an address asks for."""
    asked = rule.arguments - {each for name in rule.arguments for each in BRINGS.get(name, ())}
    adapter = served.app.url_map.bind("")
    for chosen in product(*(about.get(rule.endpoint) or about[name] for name in sorted(asked))):
        values = {name: value for each in chosen for name, value in each.items()}
        yield adapter.build(rule.endpoint, values)


def kinds_on(page: str) -> set[str]:
    """Tell what kinds of elements stand on a page: each with its attributes."""
    return {
        f"{each.tag} {[name + (value if name in TELLING else '') for name, value in each.attrib.items()]}"
        for each in document_fromstring(page).iter(etree.Element)
    }


class Reader:
    """Somebody before her browser, who also asks for pages without one."""

    def __init__(self, served: ServedNetwork, page: Page) -> None:
        self.page = page
        self._served, self._client = served, served.app.test_client()
        for each in page.context.cookies():
            self._client.set_cookie(each["name"], each["value"], domain="127.0.0.1")

    def kinds(self, address: str) -> set[str]:
        """Tell what stands on a page: nothing where she gets no page, or the way to another one."""
        answer = self._client.get(address, base_url=self._served.address)
        assert answer.status_code < 500, (address, answer.status_code)
        return kinds_on(answer.text) if answer.status_code == 200 and answer.mimetype == "text/html" else set()


@dataclass
class Examined:
    """What axe has looked at so far on each endpoint."""

    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    examiner: Examiner = field(default_factory=Examiner)

    def faults(self, page: Page, address: str, endpoint: str, kinds: set[str]) -> list[str]:
        """Name what keeps somebody out of a page.

        Most roles see less of the same screen: where no kind of element is new on it, axe has nothing new to say.
        """
        if kinds <= self.kinds[endpoint]:
            return []
        self.kinds[endpoint] |= kinds
        page.goto(address)
        found = self.examiner.faults(page)
        page.set_viewport_size(TELEPHONE)
        found += too_wide(page)
        page.set_viewport_size(DESK)
        return found


@pytest.fixture(scope="module")
def examined() -> Examined:
    """Nothing so far."""
    return Examined()


@pytest.mark.usefixtures("refusals_in_brief")
@pytest.mark.parametrize("login", READERS)
def test_no_screen_keeps_anybody_out(
    sit: Sit, served: ServedNetwork, screens: list[tuple[str, str]], examined: Examined, login: str | None
) -> None:
    reader = Reader(served, sit(login, reduced_motion="reduce"))
    opened, kept_out = 0, []
    for address, endpoint in screens:
        if kinds := reader.kinds(address):
            opened += 1
            kept_out += examined.faults(reader.page, address, endpoint, kinds)
    assert opened
    assert kept_out == []


def test_nor_does_a_form_that_a_country_draws(sit: Sit, served: ServedNetwork) -> None:
    """Only Honduras lets its houses set something of its own."""
    country = discover(("hn",), (defaults,))["hn"]
    with served.stores.country("hn").transaction() as session:
        set_branch_scope(session, ALL)
        branch_id = session.scalars(select(func.min(Branch.id))).one()
        ground = Ground(session, country, branch_id, clock.today("America/Tegucigalpa"))
        service.begin(ground, Actor(1, "-", "config_admin", branch_id, leads=True), KINDS["country_settings"])
    page = sit("wilmer", reduced_motion="reduce")
    for address, shows in (("", "borrador"), ("/draft", "SENAF")):
        page.goto(f"/settings/studio/country_settings/main{address}")
        assert shows in page.content()
        assert faults(page) == []


@pytest.mark.parametrize("address", DARK)
def test_nor_does_it_in_the_dark(sit: Sit, address: str) -> None:
    page = sit("sonia", color_scheme="dark", reduced_motion="reduce")
    page.goto(address)
    assert faults(page) == []


@pytest.mark.usefixtures("refusals_in_brief")
def test_no_screen_is_forgotten_above(
    sit: Sit, served: ServedNetwork, screens: list[tuple[str, str]], examined: Examined
) -> None:
    left = [each for each in screens if not examined.kinds[each[1]]]
    for login in READERS if left else ():
        reader = Reader(served, sit(login))
        seen = {endpoint for address, endpoint in left if reader.kinds(address)}
        left = [each for each in left if each[1] not in seen]
    assert left == []
