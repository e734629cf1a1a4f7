"""Writes a new country's package from ``template/``: it installs, starts and passes the kit before a line is added."""

import json
import keyword
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins import CONTRACT

TEMPLATE = Path(__file__).parent / "template"
_SUFFIX = ".j2"
_CODE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language of the country, beside the one of its offices; ``es`` and ``en`` are its names in these."""

    code: str
    own_name: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class NewCountry:
    """What a template is filled with; none of it is law.

    :param week_starts_on: Monday = 0.
    :param listed: whether the ``holidays`` package knows the country.
    :param today: day on which the package is written.
    """

    code: str
    name: str
    alpha3: str
    currency: str
    time_zone: str
    locale: str
    week_starts_on: int
    today: date
    languages: tuple[SpokenLanguage, ...] = ()
    listed: bool = False

    @property
    def package(self) -> str:
        """The folder's name; a code that Python takes for a word of its own gets an underscore."""
        return f"{self.code}_" if keyword.iskeyword(self.code) else self.code

    @property
    def revision(self) -> str:
        """The first revision of its own tables."""
        return f"{self.code}{self.today:%Y%m%d}"


def write(new: NewCountry, folder: Path) -> list[Path]:
    """Write a country's package into a folder that is empty or not there.

    :returns: the files written.
    :raises ValueError: if the code is not two lower-case letters, or the name has signs that no name has.
    :raises FileExistsError: if something lies there already.
    """
    if not _CODE.fullmatch(new.code):
        raise ValueError("The code is two lower-case letters (ISO 3166-1).")
    # The name stands in docstrings, in strings and in a line of setup.cfg.
    if not new.name.strip() or not new.name.isprintable() or set(new.name) & set('"\\%{}#'):
        raise ValueError("The name is one line of letters, without quotation marks or other signs.")
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    return [_put(folder / place, text) for place, text in _files(new)]


def _files(new: NewCountry) -> Iterator[tuple[Path, str]]:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # noqa: S701 - what is written is Python, not a page
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    facts = {**asdict(new), "package": new.package, "revision": new.revision, "contract": CONTRACT,
             "year": new.today.year}  # fmt: skip
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file():
            name = path.relative_to(TEMPLATE)
            yield _place(new, name), environment.get_template(name.as_posix()).render(facts)


def _place(new: NewCountry, name: Path) -> Path:
    """Say where a file of the template goes; some are named after the country."""
    plain = name.with_name(name.name.removesuffix(_SUFFIX))
    own = {
        Path("country/templates/form.typ"): Path("country/templates", new.code, "form.typ"),
        Path("country/translations/country.po"): Path("country/translations/es/LC_MESSAGES", f"{new.code}.po"),
        Path("country/migrations/first.py"): Path(
            "country/migrations", f"{new.today:%Y%m%d}_0000_{new.revision}_first.py"
        ),
    }.get(plain, plain)
    return Path("countries", new.package, *own.parts[1:]) if own.parts[0] == "country" else own


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
