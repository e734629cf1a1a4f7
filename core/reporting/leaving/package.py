"""The signed package that leaves a branch: canonical JSON, its SHA-256, an Ed25519 signature over the bytes.

Both sides use this module, so it knows no database. The same figures give the same bytes in any year.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.canonical import canonical, digest

__all__ = [
    "FORMAT",
    "FORMAT_VERSION",
    "canonical",
    "digest",
    "envelope",
    "is_signed_by",
    "new_key",
    "sign",
]

FORMAT = "abrigo-submission"
FORMAT_VERSION = 1


def new_key() -> tuple[bytes, str]:
    """Draw a signing key.

    :returns: the private key's 32 bytes, and the public key in base64.
    """
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw(), b64encode(key.public_key().public_bytes_raw()).decode()


def sign(package: str, private: bytes) -> str:
    """Sign a package; the signature is in base64."""
    return b64encode(Ed25519PrivateKey.from_private_bytes(private).sign(package.encode())).decode()


def is_signed_by(package: str, signature: str, public: str) -> bool:
    """Tell whether a signature under a package is the key's."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public)).verify(
            b64decode(signature, validate=True), package.encode()
        )
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def envelope(package: str, signature: str) -> str:
    """Write package and signature as one file, to carry or to send."""
    return json.dumps({"package": package, "signature": signature}, ensure_ascii=False)
