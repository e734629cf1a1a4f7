"""Files as people send them, and as somebody would who means harm."""

import io
import struct
import zlib

SCAN = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


#: A scan as an answer names it once it is kept.
NAMED = {"file": 1, "sha256": "5ca0" * 16, "type": "application/pdf", "size": 48_213}


def photo(width: int = 60, height: int = 40, kind: str = "JPEG", *, place: bool = False, turned: bool = False) -> bytes:
    """Draw a picture of one colour, with the place and the camera in it if asked, as a telephone writes them."""
    from PIL import Image

    exif = Image.Exif()
    if place:
        exif[0x010F] = "Marca de la camara"
        exif[0x8825] = {1: "N", 2: (14.0, 37.0, 12.0)}
    if turned:
        exif[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, kind, exif=exif)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Write some bytes that say they are a PNG of a great many points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
