"""Static files from memory: compressed once, named by their content, kept by the browser for a year."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Response, abort, request

from core.web.addresses import address_of

_OWN = Path(__file__).parent / "static"
_WHEEL = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_FOREIGN = {"bootstrap.css": _WHEEL / "css" / "bootstrap.min.css"}
_YEAR = "public, max-age=31536000, immutable"
# Guessing follows the machine's registry, which has been known to call a module text/plain.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file ready to be sent."""

    body: bytes
    packed: bytes
    type: str


@cache
def assets() -> dict[str, Asset]:
    """Read every static file once."""
    own = {path.relative_to(_OWN).as_posix(): path for path in sorted(_OWN.rglob("*")) if path.is_file()}
    return {name: _asset(path) for name, path in (own | _FOREIGN).items()}


@cache
def version() -> str:
    """Name the state of all files: one name for all, so that a module's relative imports stay in it."""
    whole = sha256()
    for name, asset in sorted(assets().items()):
        whole.update(name.encode() + b"\0" + asset.body)
    return whole.hexdigest()[:12]


@cache
def scripts() -> tuple[str, ...]:
    """List the modules that a page loads; those beginning with an underscore are loaded by others."""
    return tuple(name for name in assets() if name.startswith("js/") and not name.startswith("js/_"))


def asset_url(name: str) -> str:
    """Tell a file's address.

    :raises KeyError: if there is no such file.
    """
    assets()[name]
    return address_of("web.static_file", state=version(), name=name)


def add_assets(blueprint: Blueprint) -> None:
    """Serve the files under the blueprint."""
    blueprint.add_url_rule("/static/<state>/<path:name>", "static_file", _send)


def _send(state: str, name: str) -> Response:
    asset = assets().get(name)
    if asset is None or state != version():
        abort(404)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(asset.packed if packed else asset.body, content_type=asset.type)
    answer.headers["Cache-Control"] = _YEAR
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Asset(body, gzip.compress(body, 9, mtime=0), kind + charset)
