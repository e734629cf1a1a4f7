"""What may be sent in: told by its bytes, drawn anew, and nothing that would harm whoever opens it."""

import io
import zipfile

import pytest
from PIL import Image

from core.errors import Invalid
from core.forms import incoming
from core.forms.incoming import JPEG, PDF, Incoming, cleaned
from core.testkit.papers import SCAN, bomb, photo


def fault(sent: bytes) -> str:
    with pytest.raises(Invalid) as found:
        cleaned(sent, "photo")
    (message,) = found.value.fields["photo"]
    return str(message)


def drawn(kept: Incoming) -> Image.Image:
    return Image.open(io.BytesIO(kept.content))


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_kept_without_the_place_and_the_camera(kind: str) -> None:
    sent = photo(kind=kind, place=True)
    assert b"Marca de la camara" in sent
    kept = cleaned(sent, "photo")
    assert (kept.media_type, kept.width, kept.height) == (JPEG, 60, 40)
    assert b"Marca" not in kept.content
    assert b"Exif" not in kept.content
    assert not drawn(kept).getexif()


def test_a_picture_stands_upright_although_its_note_of_that_is_gone() -> None:
    kept = cleaned(photo(60, 40, turned=True), "photo")
    assert (kept.width, kept.height) == (40, 60)


def test_a_large_photo_is_kept_as_large_as_print_needs() -> None:
    kept = cleaned(photo(5000, 2500), "photo")
    assert (kept.width, kept.height) == (2000, 1000)
    assert max(drawn(kept).size) == incoming.LONGEST_SIDE


def test_what_cannot_be_seen_through_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, "PNG")
    assert drawn(cleaned(written.getvalue(), "photo")).getpixel((4, 4)) == (255, 255, 255)


def test_what_hides_behind_the_end_of_a_picture_is_gone() -> None:
    kept = cleaned(photo() + b"<script>alert(1)</script>" + zipped(), "photo")
    assert b"script" not in kept.content
    assert not zipfile.is_zipfile(io.BytesIO(kept.content))


def test_a_thumbnail_is_small() -> None:
    kept = cleaned(photo(1000, 500), "photo")
    assert Image.open(io.BytesIO(incoming.thumbnail(kept.content))).size == (240, 120)


def test_a_scan_is_kept_as_it_is() -> None:
    assert cleaned(SCAN, "photo") == Incoming(SCAN, PDF)


def test_chance_bytes_in_a_page_are_no_program() -> None:
    page = b"%PDF-1.4\n4 0 obj\n<< /Length 9 >>\nstream\n\x01/JS \x02\nendstream\nendobj\n%%EOF"
    assert cleaned(page, "photo").content == page


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"", incoming.EMPTY),
        (b"GIF89a" + b"\0" * 40, incoming.WRONG_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", incoming.WRONG_KIND),
        (b"<html>%PDF-1.4 %%EOF", incoming.WRONG_KIND),
        (zipped(), incoming.WRONG_KIND),
        (b"\xff\xd8\xff" + b"nothing of a picture", incoming.BROKEN),
        (photo()[:-200], incoming.BROKEN),
        (b"\x89PNG\r\n\x1a\n", incoming.BROKEN),
        (bomb(4000, 3000), incoming.BROKEN),
        (bomb(6000, 6000), incoming.TOO_MANY_POINTS),
        (bomb(60_000, 60_000), incoming.TOO_MANY_POINTS),
        (bomb(30_000, 1), incoming.TOO_MANY_POINTS),
        (SCAN[:-8], incoming.UNFINISHED),
        (SCAN + b"<script>", incoming.UNFINISHED),
        (b"%PDF-1.4\n" + zipped() + b"%%EOF", incoming.UNFINISHED),
        (SCAN.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert) >>"), incoming.ACTIVE),
        (SCAN.replace(b"/Catalog", b"/Catalog /Names << /#45mbeddedFiles 2 0 R >>"), incoming.ACTIVE),
        (SCAN.replace(b"/Catalog", b"/Catalog /A << /S /Launch >>"), incoming.ACTIVE),
    ],
)
def test_what_harms_or_is_nothing_is_refused(sent: bytes, message: str) -> None:
    assert fault(sent) == message


def test_a_file_beyond_the_limit_is_not_even_looked_at() -> None:
    assert "8 MB" in fault(b"\xff\xd8\xff" + b"\0" * incoming.LARGEST)
