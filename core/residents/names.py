"""Folds names so that one person's spellings meet: accents, order, Spanish sounds, Mayan apostrophes."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻ`´ꞌ′"), None)
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W_]+")

#: In order: each turns a spelling into the sign of its sound in Latin American Spanish, and of loans from Nahuatl
#: and Mayan languages as they are commonly written.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tl$", "l"),
        ("w", "gu"),
        ("tz|ts", "s"),
        ("ph", "f"),
        ("th", "t"),
        ("sh", "s"),
        ("ch", "C"),
        ("h", ""),
        ("ll", "y"),
        ("qu(?=[ei])|q|k", "K"),
        ("c(?=[ei])|z|x", "s"),
        ("c", "K"),
        ("gu(?=[ei])", "G"),
        ("j|g(?=[ei])", "y"),
        ("g", "G"),
        ("v", "b"),
        ("n(?=[bp])", "m"),
        ("y$", "i"),
        ("^i(?=[aeou])", "y"),
        (r"(.)\1+", r"\1"),
    )
)


def words(name: str) -> list[str]:
    """Split a name into its plain words, without the particles that people leave out or put in."""
    return _without_particles(_WORD.findall(plain(name)))


def words_of(text: str) -> list[str]:
    """Split as :func:`words` does, and remember nothing: for what is opened for one comparison."""
    return _without_particles(_WORD.findall(_fold(text)))


def tokens(text: str) -> list[str]:
    """Split any text into its plain words and numbers, and remember nothing."""
    return _TOKEN.findall(_fold(text))


_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e"})


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Lower case without accents and apostrophes; ñ becomes n, as many keyboards write it."""
    return _fold(text)


def _fold(text: str) -> str:
    bare = text.casefold().translate(_APOSTROPHES)
    return "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))


def _without_particles(found: list[str]) -> list[str]:
    return [word for word in found if word not in _PARTICLES]


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Write a plain word as it sounds: Gonzales and González, Jeny and Yeni, Xóchitl and Sochil become one."""
    for pattern, sign in _SOUNDS:
        word = pattern.sub(sign, word)
    return word
