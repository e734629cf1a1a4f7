"""``abrigo countries list`` and ``check``."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from core import conformance, defaults
from core.commands.countries.group import countries
from core.settings import load
from plugins import discovery, owed
from plugins.errors import CountryError, Problem
from plugins.owed import Debt


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with a country, what its author has yet to write, and which law nobody has confirmed."""

    country: str
    problems: list[Problem]
    owed: list[Debt]
    unverified: list[Debt]


@countries.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def list_countries(*, as_json: bool) -> None:
    """List installed countries; a star marks those that ABRIGO_COUNTRIES enables."""
    enabled = load().countries
    found = [{"code": code, "enabled": code in enabled} for code in sorted(discovery.installed())]
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found:
        click.echo(f"{'*' if each['enabled'] else ' '} {each['code']}")


@countries.command("check")
@click.argument("codes", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
@click.option("--law", is_flag=True, help="List the law that nobody has confirmed.")
def check_countries(codes: tuple[str, ...], *, as_json: bool, law: bool) -> None:
    """Check CODES, or every enabled country, against the contract. Exit code 1 if a problem is found.

    What the author has yet to write, and law of grade C, are told and are no problem.
    """
    reports = [_report(code) for code in codes or load().countries]
    if as_json:
        click.echo(json.dumps([asdict(report) for report in reports], ensure_ascii=False))
    for report in () if as_json else reports:
        click.echo("\n".join(_lines(report, law=law)))
    sys.exit(1 if any(report.problems for report in reports) else 0)


def _report(code: str) -> Report:
    problems = conformance.inspect(code)
    try:
        profile = discovery.load(code, discovery.import_country(code), (defaults,))
        return Report(code, problems, owed.debts(profile), owed.unverified(profile))
    except CountryError:
        return Report(code, problems, [], [])  # the problems tell why


def _lines(report: Report, *, law: bool) -> Iterator[str]:
    code = report.country
    for problem in report.problems:
        yield f"{code}: {problem.check}: {problem}\n    {problem.fix}"
    if not report.problems:
        yield f"{code}: no problem found."
    if report.owed:
        yield f"{code}: {len(report.owed)} things are still to be written:"
        yield from (f"    {debt}" for debt in report.owed)
    if report.unverified:
        yield f"{code}: {len(report.unverified)} rules rest on law that nobody has confirmed" + (":" if law else ".")
        yield from (f"    {debt}" for debt in report.unverified if law)
