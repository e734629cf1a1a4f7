"""What every answer tells the browser: load nothing foreign, keep nothing, show it in no frame."""

from flask import Flask, Response, abort, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: the check of forged forms reads the referrer over TLS.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"
_HARMLESS = {"GET", "HEAD", "OPTIONS"}


def install(app: Flask) -> None:
    """Set the headers on every answer and turn away writes that another site started."""
    app.before_request(_refuse_foreign_writes)
    app.after_request(_add_headers)


def _refuse_foreign_writes() -> None:
    """A second lock beside the CSRF token; old browsers do not send the header and rely on the token alone."""
    origin = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in _HARMLESS and origin not in {"same-origin", "none"}:
        abort(403)


def _add_headers(response: Response) -> Response:
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
    return response
