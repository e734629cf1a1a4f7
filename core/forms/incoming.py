"""What may be sent in with a form: a picture, drawn anew so that nothing hidden in it stays, or a PDF as it is.

Told by its bytes, never by its name. A picture is decoded and encoded again: the place and the camera in it (EXIF), a
second file behind its end and whatever else it carries are gone, and so is what made it larger than print needs. A PDF
cannot be made anew without harm to what somebody signed, so it is held against what a scan never has, is never opened
by the server, and leaves it as a download only.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import N_, Invalid, Message
from core.i18n import lazy

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEGABYTE = 1024 * 1024
#: A telephone's photo has 3 to 6 MB, ten scanned pages about 5; a request may have 10 in all.
LARGEST = 8 * MEGABYTE
#: What a printed page shows at 300 dots an inch over half its width; more would only fill the store.
LONGEST_SIDE = 2000
#: A telephone has up to 50 million points. A JPEG of that size is decoded at a fraction, a PNG only in whole.
MOST_POINTS = {"JPEG": 64_000_000, "PNG": 25_000_000}
#: Wider than any photo: beyond it a picture is made to break whoever opens it.
MOST_SIDE = 20_000
QUALITY = 85
JPEG, PDF = "image/jpeg", "application/pdf"
ACCEPT = "image/jpeg,image/png,application/pdf"

EMPTY = N_("This file is empty. Choose it again.")
WRONG_KIND = N_("Send a photo (JPEG or PNG) or a PDF.")
TOO_LARGE = N_("This file is larger than %(n)s MB. Send a smaller photo, or fewer pages.")
TOO_MANY_POINTS = N_("This picture has too many points. Take it with a lower resolution.")
BROKEN = N_("This picture cannot be read. Take it or save it again.")
ACTIVE = N_("This PDF holds more than pages: another file or a program. Print it to PDF again, and send that.")
UNFINISHED = N_("This PDF is cut off, or something follows after its end. Save it or scan it again.")

_PNG, _JPEG, _PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PROGRAMS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it is kept.

    :param width: of a picture in points; 0 for a PDF.
    """

    content: bytes
    media_type: str
    width: int = 0
    height: int = 0


def cleaned(sent: bytes, name: str) -> Incoming:
    """Check what was sent for a field, and give it as it is kept.

    :param name: of the field, to which a fault belongs.
    :raises Invalid: if it is empty, too large, of no allowed kind, or not what it says it is.
    """
    fault = _size_fault(sent)
    if fault is None:
        try:
            return _pdf(sent) if sent.startswith(_PDF) else _picture(sent)
        except _Fault as error:
            fault = error.message
    raise Invalid({name: [fault]})


class _Fault(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, message: Message) -> None:
        self.message = message


def _size_fault(sent: bytes) -> Message | None:
    if not sent:
        return EMPTY
    return lazy(TOO_LARGE, n=LARGEST // MEGABYTE) if len(sent) > LARGEST else None


def _pdf(sent: bytes) -> Incoming:
    if not sent.rstrip(b"\0\t\r\n\f ").endswith(b"%%EOF") or zipfile.is_zipfile(io.BytesIO(sent)):
        raise _Fault(UNFINISHED)
    outside = _HEXED.sub(lambda found: bytes([int(found[1], 16)]), _STREAM.sub(b"", sent))
    if _PROGRAMS.search(outside):
        raise _Fault(ACTIVE)
    return Incoming(sent, PDF)


def _picture(sent: bytes) -> Incoming:
    kind = "PNG" if sent.startswith(_PNG) else "JPEG" if sent.startswith(_JPEG) else None
    if kind is None:
        raise _Fault(WRONG_KIND)
    # Loaded when somebody sends a picture: most requests send none, and every start would wait for it.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(sent), formats=[kind]) as found:
            width, height = found.size
            if width * height > MOST_POINTS[kind] or max(width, height) > MOST_SIDE:
                raise _Fault(TOO_MANY_POINTS)
            drawn = _drawn_anew(found)
    except _Fault:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _Fault(TOO_MANY_POINTS) from None
    # A decoder says in many ways that bytes are no picture; none of them is worth telling apart.
    except (OSError, ValueError, SyntaxError, OverflowError, MemoryError):
        raise _Fault(BROKEN) from None
    return drawn


def _drawn_anew(found: "Picture") -> Incoming:
    from PIL import Image, ImageOps

    found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(found)
    seen = upright.convert("RGBA")
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A"))
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    flat.save(written, "JPEG", quality=QUALITY)
    return Incoming(written.getvalue(), JPEG, *flat.size)


def thumbnail(content: bytes, side: int = 240) -> bytes:
    """Give a kept picture small enough to stand in a page."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=["JPEG"]) as found:
        found.draft("RGB", (side, side))
        found.thumbnail((side, side))
        written = io.BytesIO()
        found.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
