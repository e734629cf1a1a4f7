"""What a form is called among the drafts of whoever fills it in."""

from hashlib import blake2b

from flask import current_app, request


def draft_key() -> str:
    """Name what is typed on this page by its address and what that asks.

    Whom it is about, or that somebody began to write of a concern, cannot be read or guessed from the name.
    """
    secret = current_app.secret_key
    assert secret, "Names of drafts need the application's secret key."
    key = blake2b(secret.encode() if isinstance(secret, str) else secret, digest_size=32, person=b"draft name").digest()
    return blake2b(request.full_path.encode(), key=key, digest_size=16).hexdigest()
