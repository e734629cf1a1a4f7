"""The fragments of a translation, one per part of the code, and what they make together."""

from datetime import UTC, datetime
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Two builds of the same fragments are the same file.
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_NO_STATE = "1"


def catalogue_path(folder: Path, language: str, domain: str, suffix: str) -> Path:
    """Tell where gettext's tools expect a catalogue (``.po``) and its compiled form (``.mo``)."""
    return folder / language / "LC_MESSAGES" / f"{domain}{suffix}"


def part_files(folder: Path, language: str, domain: str) -> list[Path]:
    """List the fragments of a language in a fixed order; a small country may have its whole catalogue instead."""
    whole = catalogue_path(folder, language, domain, ".po")
    parts = sorted((folder / "parts").glob(f"*.{language}.po"))
    return parts or ([whole] if whole.exists() else [])


def digest_of(folder: Path, language: str, domain: str) -> str | None:
    """Tell the state of what is translated, or None where only the compiled form is installed."""
    files = part_files(folder, language, domain)
    if not files:
        return None
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def read_part(path: Path, language: str) -> Catalog:
    """Read one fragment."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge(folder: Path, language: str, domain: str) -> Catalog:
    """Put the fragments together; where two translate the same message the first by name counts."""
    whole = _empty(language, domain)
    for path in part_files(folder, language, domain):
        for message in read_part(path, language):
            if message.id and message.string and whole.get(message.id, message.context) is None:
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def _empty(language: str, domain: str) -> Catalog:
    return Catalog(
        locale=language,
        domain=domain,
        header_comment="# Made from the fragments by `python -m core.i18n build`: change those, not this.",
        project="Abrigo",
        version=_NO_STATE,
        creation_date=_ANY_DAY,
        revision_date=_ANY_DAY,
        last_translator="The Abrigo maintainers",
        language_team="The Abrigo maintainers",
        msgid_bugs_address="-",
        charset="utf-8",
        fuzzy=False,
    )


def compiled(catalogue: Catalog, digest: str | None) -> bytes:
    """Compile a catalogue; its version is the state of the fragments it was made from, see :func:`state_of`."""
    catalogue.version = digest or _NO_STATE
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def state_of(translations: NullTranslations) -> str | None:
    """Tell of which state of the fragments a compiled catalogue was made; Babel keeps no header but the known ones."""
    return translations.info().get("project-id-version", "").rpartition(" ")[2] or None


def merged(folder: Path, language: str, domain: str) -> GNUTranslations:
    """Make the fragments readable without building anything, for a checkout in work."""
    return GNUTranslations(BytesIO(compiled(merge(folder, language, domain), digest_of(folder, language, domain))))
