"""What the public is told as a file to be published: as it was let go, with what has to be known to read it."""

import csv
import io
import zipfile
from collections.abc import Iterator

from core.hq.outside.words import rule_words
from core.hq.public.service import Read
from core.i18n import format_datetime, speaking
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from core.reporting.words import period_words
from core.zipping import entry

COLUMNS = ("PERIOD", "VERSION", "INDICATOR", "BREAKDOWN", "CODE", "VALUE", "OF", "STATUS", "CONFIDENTIAL")
LANGUAGES = ("es", "en")


def as_csv(shown: Read) -> str:
    """Write the figures; what is withheld is empty, with one flag for all."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for period, each in ((part.period, each) for part in shown.parts for each in part.lines):
        value, of = (each.told.value, each.told.of) if each.told else (None, None)
        named = (period, shown.release.version, each.indicator, each.breakdown, each.code)
        writer.writerow((*named, value, of, *(("A", "F") if each.told else ("Q", "N"))))
    return buffer.getvalue()


def packed(shown: Read) -> bytes:
    """Put the figures and what explains them, in each language, into a zip; the same release gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry("figures.csv"), as_csv(shown))
        for language in LANGUAGES:
            with speaking(language):
                archive.writestr(
                    entry(f"notes-{language}.txt"), "".join(f"{line}\n" for line in _notes(shown, language))
                )
    return buffer.getvalue()


def _notes(shown: Read, language: str) -> Iterator[str]:
    made = shown.release
    yield f"{_('Figures for the public')}: {period_words(shown.period)}"
    day = format_datetime(made.decided_at)
    yield _("Version %(number)s, let go on %(day)s, %(hash)s.", number=made.version, day=day, hash=made.content_hash)
    if shown.corrects:
        yield f"{_('It replaces as a whole what was told of the year before.')} {made.why}"
    yield _("Each figure adds up all branches of the network whose figures were accepted and mean the same.")
    yield rule_words()
    yield _("VALUE is a count, a percentage, a rate or a mean, and OF about how many it is of. STATUS Q: withheld.")
    yield ""
    yield from _meanings(shown, language)


def _meanings(shown: Read, language: str) -> Iterator[str]:
    """Explain the indicators and the codes of what they are divided by, as far as they are told."""
    catalogue = catalogues.current()
    lines = [each for part in shown.parts for each in part.lines]
    for code in dict.fromkeys(each.indicator for each in lines):
        indicator = catalogue.indicators[code]
        yield f"{code} {indicator.name.in_language(language)}: {indicator.definition.in_language(language)}"
    yield ""
    for by, code in dict.fromkeys((each.breakdown, each.code) for each in lines if each.breakdown != TOTAL):
        yield f"{by} {code}: {catalogue.labels[by][code].in_language(language)}"
