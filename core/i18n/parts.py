"""The fragments of a translation, one per part of the code, and what they make together."""

from gettext import GNUTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def part_files(folder: Path, language: str) -> list[Path]:
    """List the fragments of a language in a fixed order."""
    return sorted((folder / "parts").glob(f"*.{language}.po"))


def digest_of(folder: Path, language: str) -> str | None:
    """Tell the fragments' state, or None where there are none (a country may ship its catalogue alone)."""
    files = part_files(folder, language)
    if not files:
        return None
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def read_part(path: Path, language: str) -> Catalog:
    """Read one fragment."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge(folder: Path, language: str) -> Catalog:
    """Put the fragments together; where two translate the same message the first by name counts."""
    whole = Catalog(locale=language, fuzzy=False, charset="utf-8")
    for path in part_files(folder, language):
        for message in read_part(path, language):
            if message.id and message.string and whole.get(message.id, message.context) is None:
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def compiled(catalogue: Catalog, digest: str | None) -> bytes:
    """Compile a catalogue; its header carries the state of the fragments it was made from."""
    catalogue.mime_headers = [*catalogue.mime_headers, *([("X-Parts", digest)] if digest else [])]
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def merged(folder: Path, language: str) -> GNUTranslations:
    """Make the fragments readable without building anything, for a checkout in work."""
    return GNUTranslations(BytesIO(compiled(merge(folder, language), digest_of(folder, language))))
