"""``abrigo countries``."""

import json
import sys
from dataclasses import asdict

import click

from core import clock, defaults
from core.settings import load
from plugins import conformance, discovery


@click.group()
def countries() -> None:
    """List and check the installed countries."""


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
def check_countries(codes: tuple[str, ...], *, as_json: bool) -> None:
    """Check CODES, or every enabled country, against the contract. Exit code 1 if a problem is found."""
    year = clock.now().year
    problems = [
        (code, problem)
        for code in codes or load().countries
        for problem in conformance.inspect_installed(code, year, (defaults,), ())
    ]
    if as_json:
        click.echo(json.dumps([{"country": code, **asdict(problem)} for code, problem in problems]))
    for code, problem in () if as_json else problems:
        click.echo(f"{code}: {problem.hook} ({problem.file}): {problem.message}\n    {problem.fix}")
    if not problems and not as_json:
        click.echo("No problem found.")
    sys.exit(1 if problems else 0)
