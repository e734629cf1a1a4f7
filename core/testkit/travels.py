"""A transfer taken through the screens: who clicks what on either side, for stories, lists and a real browser."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from core import clock
from core.branches import service as branches
from core.legal import measures
from core.legal.measures import NewMeasure
from core.residents import consents
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.consents import Answer
from core.testkit.house import Home
from core.testkit.web import Network, user_id_of
from plugins.contract.consent import Use

TEAM = ("social_worker", "nurse")
SAID = {
    "reason": "Lo ordena el juez",
    "assent": "yes",
    "residents_view": "Quiero estar cerca de mi tía",
    "medicines-0-name": "Sertralina 50 mg",
    "medicines-0-doses": "14",
    "medicines-0-days": "7",
    "school_record": "Segundo básico",
    "plan_summary": "Seguir con la escuela",
    "escort": "Ana Pérez, trabajadora social",
    "medical": "no",
}


@dataclass
class Travel:
    """Somebody in a house of the network, whom an order sends to another one.

    :param order: kind of the order; ``basis`` is what it is over there.
    """

    network: Network
    there: Home
    order: str
    basis: str
    code: str = ""
    resident_id: int = 0
    bed_id: int = 0
    order_id: int = 0
    id: int = field(default=0)

    @property
    def here(self) -> Home:
        """The house that sends."""
        return self.network.home

    def begin(self, house_name: str = "Aura") -> None:
        """Admit her an hour ago with her team, and record the order."""
        with self.here.transaction() as session:
            born = BirthRange.from_age(15, 15, clock.now().date())
            told = {"house_name": house_name, "birth": born, "confirmed": ("orden_pendiente",)}
            done = self.here.admit_in(session, team=(), **told)
            worker = self.here.actor()
            for role in TEAM:
                member = self.here.actor(role)
                residents.join_team(session, worker, done.resident, member, owner=role == "social_worker")
            lasting = [each for each in self.here.country.measure_kinds[self.order].validities if each != "fixed"][-1]
            new = NewMeasure(self.order, clock.now() - timedelta(minutes=1), (done.resident.id,), validity=lasting)
            lawyer = self.here.actor("lawyer")
            self.order_id = measures.add(session, lawyer, self.here.country, new, action="measure.write").id
            bed = branches.bed_of(session, worker, done.resident.id)
            self.code, self.resident_id = done.resident.code, done.resident.id
            self.bed_id = bed.bed_id if bed else 0

    def answers(self, use: Use, said: str = "given") -> None:
        """Let her answer to one of the purposes that the core asks for."""
        kind = next(code for code, each in self.here.country.consents.items() if each.use is use)
        with self.here.transaction() as session:
            girl = residents.by_ids(session, [self.resident_id])[0]
            new = Answer(kind, said, "resident", clock.now().date(), "es")
            consents.take(session, self.here.actor(), self.here.country, girl, new, on_case=True)

    def propose(self, **changes: Any) -> TestResponse:
        """Fill in the proposal and send it."""
        asked = {**SAID, "receiver": self.there.code, "order_measure_id": self.order_id, **changes}
        answer = self.post(self.here, "social_worker", f"/residents/{self.code}/transfers/new", asked)
        if found := re.fullmatch(r"/transfers/(\d+)", answer.location or ""):
            self.id = int(found[1])
        return answer

    def decide(self, said: str = "authorise", comment: str = "") -> TestResponse:
        """Let the director speak."""
        return self.post(self.here, "director", f"/transfers/{self.id}/decide", {"answer": said, "comment": comment})

    def send(self, **more: Any) -> TestResponse:
        """Pack and send."""
        return self.post(self.here, "social_worker", f"/transfers/{self.id}/send", {"counted": "yes", **more})

    def arrive(self) -> int:
        """Propose, decide and send, as far as the other house's list."""
        self.propose()
        self.decide()
        self.send()
        return self.announced()

    def announced(self) -> int:
        """Find the number under which she is announced over there."""
        page = self.network.client("social_worker", self.there).get("/transfers").text
        return int(re.findall(r'href="/transfers/(\d+)"', page)[0])

    def receive(self, arrival: int, **changes: Any) -> TestResponse:
        """Receive her over there in the first free bed, warnings confirmed."""
        client = self.network.client("social_worker", self.there)
        page = client.get(f"/transfers/{arrival}/receive").text
        asked: dict[str, Any] = {
            "house_name": "Aura", "language": "es", "interpreter_needed": "no", "brought_by": SAID["escort"],
            "basis": self.basis, "admitted_at": re.findall(r'name="admitted_at"[^>]*value="([^"]+)"', page)[0],
            "bed_id": next(iter(re.findall(r'<option value="(\d+)"', page.partition('id="f-bed_id"')[2])), ""),
            "form_token": re.findall(r'name="form_token" value="([^"]+)"', page)[0], **changes,
        }  # fmt: skip
        answer = client.post(f"/transfers/{arrival}/receive", data=asked)
        warned = re.findall(r'name="confirmed" value="([^"]+)"', answer.text)
        if warned:
            answer = client.post(f"/transfers/{arrival}/receive", data={**asked, "confirmed": warned})
        return answer

    def post(self, home: Home, role: str, path: str, data: dict[str, Any]) -> TestResponse:
        """Send a form as somebody of a house."""
        return self.network.client(role, home).post(path, data=data)

    def get(self, home: Home, role: str, path: str) -> TestResponse:
        """Open a page as somebody of a house."""
        return self.network.client(role, home).get(path)

    def nurse_over_there(self, code: str) -> None:
        """Let the nurse of the other house join her case team."""
        nurse = replace(self.there.actor("nurse"), user_id=user_id_of(self.there, "nurse"))
        with self.there.transaction() as session:
            girl = residents.get(session, self.there.actor(), code)
            residents.join_team(session, self.there.actor(), girl, nurse)
