"""Measures the staff's pages on one country's store, beside raw SQL and bare Flask views: ``make bench``.

Nothing is timed before its answer has been checked.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any, TextIO

import bare
import sqlalchemy
import structlog
from callers import Answer, Browser, Request, Server
from ground import Place, Plan, prepare, settings_for
from measure import Call, Neighbours, Ratio, Timing, interleave, machine, plain, ratio
from sqlalchemy import Engine

from core import clock
from core.overview.directory import PAGE
from core.residents import search
from core.scope import SETTING
from core.web import log

ROLES = ("social_worker", "director")
DEEP = 20
#: Milliseconds at the median that the project promises for one process, and shares of a bare view's requests a second.
PROMISED = {"list": 30, "resident": 30, "today": 30, "search": 100}
PROMISED_SHARE = {"sqlcipher": 0.30, "postgresql": 0.20}
_ROW = '<th scope="row"><a '


@dataclass(slots=True)
class Report:
    """What one database gave: times by role and page, and ratios by what is compared."""

    timings: dict[str, Timing] = field(default_factory=dict)
    ratios: dict[str, Ratio] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    neighbours: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Give everything as JSON holds it."""
        return {
            "milliseconds": {name: plain(each) for name, each in self.timings.items()},
            "requests_per_second_ratio": {name: plain(each) for name, each in self.ratios.items()},
            "facts": self.facts,
            "neighbours": self.neighbours,
        }


@dataclass(frozen=True, slots=True)
class Bench:
    """One database under measurement.

    :param rounds: turns that every case gets; ``burst`` calls in each turn.
    """

    kind: str
    place: Place
    rounds: int
    burst: int
    report: Report = field(default_factory=Report)

    def run(self, *, http: bool) -> Report:
        """Measure everything."""
        neighbours = Neighbours()
        for role in ROLES:
            self._pages(role)
            self._search(role)
        self._beside_bare_views(http=http)
        self.report.neighbours = neighbours.share()
        return self.report

    def _pages(self, role: str) -> None:
        browser = Browser(self.place.app, self.place.token(role))
        cases: dict[str, Call] = {}
        for name, address in addresses(browser).items():
            request = browser.request(address)
            self.report.facts[f"{role} {name} bytes"] = len(checked(request(), name))
            self.report.facts[f"{role} {name} statements"] = len(list(heard(request)))
            cases[name] = request
        for name, series in interleave(cases, self.rounds, self.burst, f"{self.kind}: pages, {role}").items():
            self.report.timings[f"{role} {name}"] = series.timing()

    def _search(self, role: str) -> None:
        browser = Browser(self.place.app, self.place.token(role))
        token = found(r'name="csrf_token" value="([^"]+)"', browser.get("/residents").text)
        wanted = self.place.names(20)
        requests = [browser.request("/residents/search", {"q": name, "csrf_token": token}) for name in wanted]
        for request in requests:
            checked(request(), "search")
        turn = iter(requests * (self.rounds * (self.burst + 2)))
        cases: dict[str, Call] = {"search": lambda: next(turn)(), "search (first)": partial(_first, requests[0])}
        for name, series in interleave(cases, self.rounds, 2, f"{self.kind}: search, {role}").items():
            self.report.timings[f"{role} {name}"] = series.timing()

    def _beside_bare_views(self, *, http: bool) -> None:
        browser = Browser(self.place.app, self.place.token(ROLES[0]))
        page = browser.request("/residents")
        checked(page(), "list")
        constant, application = bare.beside(page)
        ways = {"template": "/residents", "flat": "/flat", "constant": "/constant"}
        views = {name: Browser(application).request(address) for name, address in ways.items()}
        for name, view in views.items():
            if (answer := view()).body.decode() != constant:
                raise SystemExit(f"The bare view {name!r} gives another page ({answer.status}).")
        cases: dict[str, Call] = {"list": page, "raw SQL of the list": self._raw(page), **views}
        series = interleave(cases, self.rounds, self.burst, f"{self.kind}: list beside bare views")
        for name, each in series.items():
            self.report.timings[f"beside {name}"] = each.timing()
        for name in views:
            self.report.ratios[f"list / {name}"] = ratio(series["list"], series[name])
            self.report.ratios[f"list / {name} (cpu)"] = ratio(series["list"], series[name], cpu=True)
        if http:
            self._over_http(browser.token, constant)

    def _raw(self, page: Request) -> Call:
        """Give the list's own statement, with its values, straight to the driver."""
        statement, values = next(each for each in heard(page) if "house_name" in each[0])
        connection = self.place.store.engine.raw_connection().driver_connection
        assert connection is not None
        if self.kind == "postgresql":
            connection.autocommit = True
            connection.execute("SELECT set_config(%s, %s, false)", (SETTING, f"-1,{self.place.branch_id}"))
        rows = connection.execute(statement, values).fetchall()
        if len(rows) != PAGE + 1:
            raise SystemExit(f"The raw list gives {len(rows)} rows.")
        return lambda: connection.execute(statement, values).fetchall()

    def _over_http(self, token: str, constant: str) -> None:
        with ExitStack() as opened, tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as page:
            page.write(constant)
            page.flush()
            here = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
            ours = opened.enter_context(Server("core.serving:application", {**here, **environment(self.place)}))
            other = opened.enter_context(Server("bare:application", {**here, bare.PAGE: page.name}))
            cases: dict[str, Call] = {
                "list": partial(ours.get, "/residents", token),
                "flat": partial(other.get, "/flat"),
                "constant": partial(other.get, "/constant"),
            }
            for case in cases.values():
                checked(case(), "list")  # type: ignore[arg-type]
            series = interleave(cases, self.rounds, self.burst, f"{self.kind}: over HTTP")
        for name, each in series.items():
            self.report.timings[f"http {name}"] = each.timing()
        for name in ("flat", "constant"):
            self.report.ratios[f"http list / {name}"] = ratio(series["list"], series[name])


def addresses(browser: Browser) -> dict[str, str]:
    """Find the pages to measure by going through them as a reader does."""
    first = browser.get("/residents").text
    newest = browser.get("/residents?state=all").text
    deep = newest
    for _page in range(DEEP):
        deep = browser.get(link(deep, "next")).text
    return {
        "today": "/",
        "list": "/residents",
        "list, next page": link(first, "next"),
        "list, everybody": "/residents?state=all",
        f"list, everybody, page {DEEP + 2}": link(deep, "next"),
        "resident": "/residents/" + found(r'href="/residents/([^/"?]{7})"', first),
    }


def link(page: str, direction: str) -> str:
    """Find where the list goes on."""
    return unescape(found(rf'rel="{direction}" href="([^"]+)"', page))


def found(pattern: str, page: str) -> str:
    """Find something on a page.

    :raises SystemExit: if it is not there.
    """
    match = re.search(pattern, page)
    if match is None:
        raise SystemExit(f"Not on the page: {pattern}")
    return match[1]


def checked(answer: Answer, name: str) -> bytes:
    """Hold an answer against what it has to be.

    :raises SystemExit: if it is not.
    """
    rows = answer.text.count(_ROW)
    wanted = {"list": rows == PAGE, "search": rows > 0}.get(name.partition(",")[0], len(answer.body) > 5000)
    if answer.status != 200 or not wanted:
        raise SystemExit(f"{name}: status {answer.status}, {rows} rows, {len(answer.body)} bytes")
    return answer.body


def heard(call: Callable[[], object]) -> Iterator[tuple[str, Any]]:
    """Listen in to what is sent to the databases."""
    sent: list[tuple[str, Any]] = []
    with listening(lambda _connection, _cursor, text, values, *_more: sent.append((text, values))):
        call()
    yield from sent


@contextmanager
def listening(note: Callable[..., None]) -> Iterator[None]:
    """Have every statement noted for a while."""
    sqlalchemy.event.listen(Engine, "before_cursor_execute", note)
    yield
    sqlalchemy.event.remove(Engine, "before_cursor_execute", note)


def _log_to(stream: TextIO) -> None:
    """Let requests be logged as they are in service, but not between the figures."""
    log.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))


def _first(request: Request) -> Answer:
    """Search as the first one in a quarter of an hour: nobody's names are in memory."""
    with clock.freeze(clock.now() + 2 * search.FORGET_AFTER + timedelta(seconds=1)):
        search.forget_unused()
    return request()


def environment(place: Place) -> dict[str, str]:
    """Name the installation to a server."""
    settings = place.settings
    return {
        "ABRIGO_HOME": str(settings.home),
        "ABRIGO_STORE": settings.store,
        "ABRIGO_COUNTRIES": ",".join(settings.countries),
        "ABRIGO_KEY_FILE": str(settings.key_file),
        "ABRIGO_LOG_LEVEL": settings.log_level,
    }


def show(kind: str, report: Report) -> None:
    """Print one database's figures."""
    busy = "" if report.neighbours is None else f"   other work took {report.neighbours:.0%} of the machine"
    print(f"\n{kind}{busy}\n{'':44}{'fastest':>9}{'median':>9}{'p95':>9}{'cpu':>9}   ms")
    for name, timing in report.timings.items():
        promised = PROMISED.get(name.partition(" ")[2])
        verdict = "" if promised is None else f"   promised < {promised}: {_word(timing.median < promised)}"
        print(f"  {name:42}{timing.fastest:9.2f}{timing.median:9.2f}{timing.p95:9.2f}{timing.cpu:9.2f}{verdict}")
    print(f"{'':44}{'median':>9}{'quartiles':>18}")
    for name, each in report.ratios.items():
        share = PROMISED_SHARE[kind] if name == "list / template" else None
        verdict = "" if share is None else f"   promised >= {share:.0%}: {_word(each.median >= share)}"
        print(f"  {name:42}{each.median:9.1%}{each.low:10.1%}–{each.high:.1%}{verdict}")


def _word(holds: bool) -> str:
    return "holds" if holds else "MISSED"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--country", default="gt", help="the country whose store is built")
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--branches", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--burst", type=int, default=4, help="calls of one page in each round")
    parser.add_argument("--home", type=Path, default=Path("var/benchmark"), help="where the stores are kept")
    parser.add_argument("--postgresql", metavar="URL", default=os.environ.get("ABRIGO_TEST_PG"),
                        help="a server on which a database may be made; ABRIGO_TEST_PG if not given")  # fmt: skip
    parser.add_argument("--no-sqlcipher", action="store_true")
    parser.add_argument("--no-http", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return parser.parse_args()


def _databases(asked: argparse.Namespace) -> Iterator[tuple[str, str | None]]:
    if not asked.no_sqlcipher:
        yield "sqlcipher", None
    if asked.postgresql:
        yield "postgresql", asked.postgresql


def _measured(kind: str, server: str | None, asked: argparse.Namespace) -> dict[str, Any]:
    plan = Plan(asked.country, asked.residents, asked.branches)
    place = prepare(settings_for(asked.home.absolute(), plan, server), plan, server)
    report = Bench(kind, place, asked.rounds, asked.burst).run(http=not asked.no_http)
    place.stores.close()
    show(kind, report)
    return report.as_json()


def main() -> None:
    """Measure on every database that was named."""
    asked = arguments()
    before = machine()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        _log_to(nowhere)
        results = {kind: _measured(kind, server, asked) for kind, server in _databases(asked)}
    machines = {"before": before, "after": machine()}
    print(f"\n{machines}")
    if asked.json:
        size = {name: getattr(asked, name) for name in ("country", "residents", "branches", "rounds", "burst")}
        asked.json.write_text(json.dumps({"machine": machines, "size": size, "results": results}, indent=2))


if __name__ == "__main__":
    main()
