"""What the regional office accepts, and every reason for which it does not."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from core import clock
from core.access.models import BranchKey, BranchListing
from core.audit.models import NetworkEvent, Witness
from core.errors import Invalid
from core.hq.models import Figure, Submission
from core.hq.receiving import verification
from core.hq.receiving.reading import FILE, FROM_THE_FUTURE, HTTPS, LARGEST, NO_SUBMISSION, NODE, TOO_LARGE, WRONG_FORM
from core.hq.receiving.service import FOREIGN, REPLAYED, receive, receive_here
from core.hq.receiving.signed import FORGED
from core.reporting import catalogue as catalogues
from core.reporting import masking
from core.reporting.leaving import package as packages
from core.stores import Stores
from core.testkit.stores import StoreFactory

APRIL = datetime(2026, 4, 2, 18, 0, tzinfo=UTC)
PRIVATE, PUBLIC = packages.new_key()
OTHER_PRIVATE, OTHER_PUBLIC = packages.new_key()
_PRIVATE_MASK, MASK = masking.new_key()
Content = dict[str, Any]


@pytest.fixture
def stores(store_factory: StoreFactory) -> Iterator[Stores]:
    """An office that knows two branches, early in April."""
    stores = store_factory("zz")
    with clock.freeze(APRIL):
        with stores.network.transaction() as session:
            for number, key in ((1, PUBLIC), (2, OTHER_PUBLIC)):
                code = f"ZZ-{number:02}"
                session.execute(insert(BranchListing).values(**listing(code)))
                session.add(BranchKey(branch_code=code, purpose="signing", version=1, public_key=key))
        yield stores


def listing(code: str) -> dict[str, Any]:
    names = {"country_code": "zz", "public_name": code, "time_zone": "Etc/GMT+5", "formatting_locale": "es"}
    return {"code": code, "branch_id": 1, "opened_on": date(2025, 1, 1), **names}


def content(**changes: Any) -> Content:
    """A complete package of March, in which nothing is hidden."""
    catalogue = catalogues.current()
    cells = [
        dict(zip(("indicator", "breakdown", "code", "component"), key, strict=True))
        | {"value": 20, "status": "A", "confidential": "F"}
        for key in sorted(catalogue.keys("M"))
    ]
    return {
        "format": packages.FORMAT,
        "format_version": packages.FORMAT_VERSION,
        "branch": "ZZ-01",
        "country": "zz",
        "period": "2026-03",
        "version": 1,
        "catalogue": {"id": catalogue.id, "version": catalogue.version},
        "figures": cells,
        "checks": [{"code": "flow", "passed": True, "hard": True}],
        "grades": {"R01": "B"},
        "evidence": {"R01": "E2"},
        "companions": {"delay_days": 3, "left_out": None},
        "mask_key": MASK,
        "note": "Ñandú — sin novedad",
        "former": None,
        "audit_head": {"seq": 7, "hash": "ab" * 32},
        **changes,
    }


def enveloped(what: Content | None = None, key: bytes = PRIVATE) -> str:
    package = packages.canonical(content() if what is None else what)
    return packages.envelope(package, packages.sign(package, key))


def refusal(stores: Stores, envelope: str) -> str:
    """Give the reason of a refusal, and see that nothing was kept."""
    with pytest.raises(Invalid) as caught, stores.network.transaction() as session:
        receive(session, envelope, by=HTTPS)
    with stores.hq.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 0
    return str(caught.value.fields["submission"][0])


def test_a_good_package_is_kept_with_its_figures(stores: Stores) -> None:
    with stores.network.transaction() as session:
        kept = receive(session, enveloped(), by=FILE)
    with stores.hq.reading() as session:
        found = session.get_one(Submission, kept.id)
        assert (found.branch_code, found.period, found.version, found.received_by) == ("ZZ-01", "2026-03", 1, FILE)
        assert packages.is_signed_by(found.package, found.signature, PUBLIC)
        grades = dict(session.execute(select(Figure.indicator, Figure.grade)).all())
        assert session.scalar(select(func.count()).select_from(Figure)) == len(catalogues.current().keys("M"))
        assert grades["R01"] == "B"
        assert grades["R02"] == "A"


def test_receiving_leaves_an_event_and_a_witness(stores: Stores) -> None:
    receive_here(stores, enveloped(), NODE)
    receive_here(stores, enveloped(content(branch="ZZ-02"), OTHER_PRIVATE), HTTPS)
    with stores.network.reading() as session:
        assert session.scalars(select(NetworkEvent.action)).all() == ["hq.receive"] * 2
        # The chain of another installation's store is not the chain of ours, though both are called the same.
        assert session.scalars(select(Witness.store).order_by(Witness.id)).all() == ["zz", "zz@ZZ-02"]


def test_the_same_package_again_changes_nothing(stores: Stores) -> None:
    first = receive_here(stores, enveloped(), NODE)
    assert receive_here(stores, enveloped(), HTTPS) == first
    with stores.network.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalar(select(func.count()).select_from(Witness)) == 1


def test_the_same_package_from_many_at_once_is_kept_once(stores: Stores) -> None:
    with ThreadPoolExecutor(4) as pool:
        hashes = set(pool.map(lambda _: receive_here(stores, enveloped(), HTTPS), range(8)))
    assert len(hashes) == 1
    with stores.network.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1


def test_a_newer_version_supersedes_and_the_older_one_stays(stores: Stores) -> None:
    receive_here(stores, enveloped(), NODE)
    receive_here(stores, enveloped(content(version=2, note="Corregido")), NODE)
    with stores.hq.reading() as session:
        assert session.scalars(select(Submission.version).order_by(Submission.version)).all() == [1, 2]


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_version_or_another_one_of_the_same_number_is_refused(stores: Stores, version: int) -> None:
    receive_here(stores, enveloped(content(version=2)), NODE)
    with pytest.raises(Invalid) as caught:
        receive_here(stores, enveloped(content(version=version, note="otra")), NODE)
    assert caught.value.fields["submission"] == [REPLAYED]


def test_an_old_package_can_arrive_again_after_its_successor(stores: Stores) -> None:
    first = receive_here(stores, enveloped(), NODE)
    receive_here(stores, enveloped(content(version=2)), NODE)
    assert receive_here(stores, enveloped(), NODE) == first


DEEP = "[" * 100_000 + "]" * 100_000
BROKEN: dict[str, str] = {
    "nothing": "",
    "no json": "Cifras de marzo",
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "without signature": '{"package": "{}"}',
    "with more": '{"package": "{}", "signature": "", "extra": 1}',
    "not text": '{"package": {}, "signature": ""}',
    "deep": DEEP,
    "deep inside": '{"package": ' + DEEP + ', "signature": ""}',
    "long number": '{"package": ' + "9" * 5000 + ', "signature": ""}',
    "not a number": '{"package": NaN, "signature": ""}',
    "twice the same key": '{"package": "{}", "package": "{}", "signature": ""}',
    "half of it": enveloped()[:-200],
}


@pytest.mark.parametrize("envelope", BROKEN.values(), ids=BROKEN)
def test_what_is_no_envelope_is_refused_in_words(stores: Stores, envelope: str) -> None:
    assert refusal(stores, envelope) == NO_SUBMISSION


def test_what_is_too_large_is_refused_before_it_is_read(stores: Stores) -> None:
    assert refusal(stores, "[" * (LARGEST + 1)) == TOO_LARGE


def signed(package: str) -> str:
    return packages.envelope(package, packages.sign(package, PRIVATE))


HOSTILE: dict[str, str] = {
    "deep": DEEP,
    "not a number": packages.canonical(content()).replace('"value":20', '"value":NaN', 1),
    "infinite": packages.canonical(content()).replace('"value":20', '"value":Infinity', 1),
    "a fraction": packages.canonical(content()).replace('"value":20', '"value":20.0', 1),
    "a huge number": packages.canonical(content()).replace('"value":20', '"value":' + "9" * 5000, 1),
    "a number no column holds": packages.canonical(content(audit_head={"seq": 10**30, "hash": "ab" * 32})),
    "the same key twice": packages.canonical(content()).replace('"version":1', '"version":1,"version":9', 1),
    "blanks": json.dumps(content()),
    "another order": json.dumps(dict(reversed(content().items())), separators=(",", ":"), ensure_ascii=False),
    "more than asked": packages.canonical(content(residents=["Iris"])),
    "less than asked": packages.canonical({key: each for key, each in content().items() if key != "checks"}),
    "a truth in words": packages.canonical(content(checks=[{"code": "flow", "passed": "yes", "hard": True}])),
    "a period of its own": packages.canonical(content(period="2026-03-01")),
    "a formula": packages.canonical(content(branch="=1+1")),
    "a path": packages.canonical(content(branch="../../etc")),
    "no branch": packages.canonical(content(branch=None)),
    "another format": packages.canonical(content(format="something")),
    "a version of nothing": packages.canonical(content(format_version=0)),
    "no figures": packages.canonical(content(figures=[])),
    "a negative count": packages.canonical(content()).replace('"value":20', '"value":-1', 1),
    "a long note": packages.canonical(content(note="x" * 601)),
    "too many figures": packages.canonical(content(figures=content()["figures"] * 300)),
}


@pytest.mark.parametrize("package", HOSTILE.values(), ids=HOSTILE)
def test_a_signed_package_of_another_form_is_refused(stores: Stores, package: str) -> None:
    assert refusal(stores, signed(package)) == WRONG_FORM


def test_half_a_character_is_no_failure(stores: Stores) -> None:
    whole = json.dumps({"package": "\ud800", "signature": ""})
    assert refusal(stores, whole) == WRONG_FORM
    package = packages.canonical(content()).replace("sin novedad", "\ud800")
    assert refusal(stores, json.dumps({"package": package, "signature": ""})) == FORGED


def test_a_package_from_the_future_says_so(stores: Stores) -> None:
    future = content(format_version=packages.FORMAT_VERSION + 1, something_new={"a": 1})
    assert refusal(stores, enveloped(future)) == FROM_THE_FUTURE


@pytest.mark.parametrize("changes", [{"branch": "ZZ-77"}, {"country": "yy"}])
def test_a_branch_that_nobody_knows_is_refused(stores: Stores, changes: Content) -> None:
    assert refusal(stores, enveloped(content(**changes))) == FOREIGN


def test_another_branchs_key_does_not_sign(stores: Stores) -> None:
    assert refusal(stores, enveloped(key=OTHER_PRIVATE)) == FORGED


def test_a_retired_key_does_not_sign(stores: Stores) -> None:
    with stores.network.transaction() as session:
        session.scalars(select(BranchKey).where(BranchKey.branch_code == "ZZ-01")).one().retired_at = clock.now()
    assert refusal(stores, enveloped()) == FORGED


@pytest.mark.parametrize("signature", ["", "not base64!", "QUJD", "ñ"])
def test_a_signature_that_is_none_is_refused(stores: Stores, signature: str) -> None:
    package = packages.canonical(content())
    assert refusal(stores, packages.envelope(package, signature)) == FORGED


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 6))
def test_one_flipped_bit_is_refused(stores: Stores, place: float, bit: int) -> None:
    package = packages.canonical(content(note="Sin novedad"))
    at = int(place * len(package))
    flipped = package[:at] + chr(ord(package[at]) ^ (1 << bit)) + package[at + 1 :]
    refused = refusal(stores, packages.envelope(flipped, packages.sign(package, PRIVATE)))
    assert refused in (WRONG_FORM, FORGED, FOREIGN, FROM_THE_FUTURE)


def _first(**changes: Any) -> Callable[[Content], None]:
    return lambda what: what["figures"][0].update(changes)


def _small(what: Content) -> None:
    next(each for each in what["figures"] if each["indicator"] == "RES-003")["value"] = 3


def _former(**told: Any) -> Callable[[Content], None]:
    return lambda what: what.update(version=2, former=told)


UNBELIEVED: dict[str, tuple[Callable[[Content], object], str]] = {
    "other definitions": (lambda what: what["catalogue"].update(version="9.9"), verification.OTHER_DEFINITIONS),
    "a running period": (lambda what: what.update(period="2026-04"), verification.NOT_ENDED),
    "a failed check": (lambda what: what["checks"][0].update(passed=False), verification.CHECK_FAILED),
    "an unknown indicator": (_first(indicator="ZZZ-001"), verification.UNKNOWN_FIGURE),
    "an entry of no list": (_first(breakdown="SEX", code="CMD"), verification.UNKNOWN_FIGURE),
    "a cell twice": (lambda what: what["figures"].append(what["figures"][0]), verification.UNKNOWN_FIGURE),
    "a grade of nothing": (lambda what: what["grades"].update({"ZZZ-001": "A"}), verification.UNKNOWN_FIGURE),
    "a former version that is later": (_former(version=2, changed=[]), verification.NO_FORMER),
    "a change of what it does not hold": (_former(version=1, changed=["RES-003/SEX/CMD/V"]), verification.NO_FORMER),
    "a small count": (_small, verification.NOT_HIDDEN),
    "a hidden value": (_first(status="Q"), verification.NOT_HIDDEN),
    "an open cell without value": (_first(value=None), verification.NOT_HIDDEN),
}


@pytest.mark.parametrize(("change", "reason"), UNBELIEVED.values(), ids=UNBELIEVED)
def test_a_branch_is_not_believed_what_it_must_not_say(
    stores: Stores, change: Callable[[Content], object], reason: str
) -> None:
    what = content()
    change(what)
    assert refusal(stores, enveloped(what)) == reason


def test_a_period_has_ended_when_it_has_in_the_branch(stores: Stores) -> None:
    with clock.freeze(datetime(2026, 4, 1, 4, 59, tzinfo=UTC)):  # still 31 March there
        assert refusal(stores, enveloped()) == verification.NOT_ENDED
    with clock.freeze(datetime(2026, 4, 1, 5, 0, tzinfo=UTC)):
        assert receive_here(stores, enveloped(), NODE)
