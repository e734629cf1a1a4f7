"""``python -m core.i18n build`` makes the catalogues; ``check`` lists what a translator must look at."""

from pathlib import Path

import click

from core.i18n import building

ROOT = Path(__file__).parents[2]


@click.group(help=__doc__)
def main() -> None:
    """Work on the catalogues."""


@main.command("build")
def build_command() -> None:
    """Merge the fragments of core and of every country and compile them."""
    for room in building.rooms(ROOT):
        target = building.build(room)
        click.echo(f"{room.domain}: {target.relative_to(ROOT) if target else 'nothing translated'}")


@main.command("check")
@click.argument("domains", nargs=-1)
def check_command(domains: tuple[str, ...]) -> None:
    """List messages without Spanish, unused ones, and broken placeholders; exit 1 if there are any."""
    core, *countries = building.rooms(ROOT)
    chosen = [room for room in (core, *countries) if not domains or room.domain in domains]
    problems = [problem for room in chosen for problem in building.check(room, core)]
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{len(problems)} problems")
    raise SystemExit(bool(problems))


if __name__ == "__main__":
    main()
