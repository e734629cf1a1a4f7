"""Languages that residents speak: Spanish, 22 Mayan languages, Xinka, Garífuna and sign language.

Codes are ISO 639-3; Chalchiteko has none and takes Awakateko's with a private extension. Most own names are background
knowledge (C). Only Spanish and English have a translated interface: for the others Spanish read aloud and recorded
sound are the realistic help, so that every speaker has a right to an interpreter.
"""

from countries.gt.sources import norm
from plugins.contract.languages import Channel, Language
from plugins.contract.text import Text

_WRITTEN = (Channel.TEXT, Channel.AUDIO, Channel.PERSON)
_SPOKEN = (Channel.AUDIO, Channel.PERSON)
_SIGNED = (Channel.VIDEO, Channel.PERSON)

#: Code, own name, Spanish and English name of the Mayan languages, in the order of the census.
_MAYAN = (
    ("acr", "Achi'", "Achi", "Achi"),
    ("knj", "Akateko", "Akateko", "Akateko"),
    ("agu", "Qa'yol", "Awakateko", "Awakateko"),
    ("caa", "Ch'orti'", "Ch'orti'", "Ch'orti'"),
    ("agu-x-chalchit", "Chalchiteko", "Chalchiteko", "Chalchiteko"),
    ("cac", "Koti'", "Chuj", "Chuj"),
    ("itz", "Itza'", "Itza'", "Itza'"),
    ("ixl", "Ixil", "Ixil", "Ixil"),
    ("jac", "Popti'", "Jakalteko / Popti'", "Jakalteko / Popti'"),
    ("quc", "Qatzijob'al", "K'iche'", "K'iche'"),
    ("cak", "Kaqchikel Ch'ab'äl", "Kaqchikel", "Kaqchikel"),
    ("mam", "Qyol", "Mam", "Mam"),
    ("mop", "Mopan", "Mopan", "Mopan"),
    ("poc", "Poqomam", "Poqomam", "Poqomam"),
    ("poh", "Poqomchi'", "Poqomchi'", "Poqomchi'"),
    ("kjb", "Q'anjob'al", "Q'anjob'al", "Q'anjob'al"),
    ("kek", "Q'eqchi'", "Q'eqchi'", "Q'eqchi'"),
    ("quv", "Sakapulteko", "Sakapulteko", "Sakapulteko"),
    ("qum", "Sipakapense", "Sipakapense", "Sipakapense"),
    ("ttc", "Teko", "Tektiteko", "Tektiteko"),
    ("tzj", "Tz'utujil", "Tz'utujil", "Tz'utujil"),
    ("usp", "Uspanteko", "Uspanteko", "Uspanteko"),
)
SIGN_LANGUAGE, UNDETERMINED = "gsm", "und"


def languages() -> tuple[Language, ...]:
    """Give Spanish, the national languages, then what else a child may arrive with."""
    return (_spanish(), *(_mayan(*row) for row in _MAYAN), *_other_national(), *_others())


def _spanish() -> Language:
    return Language(
        "es",
        "español",
        Text.of(es="Español", en="Spanish"),
        catalogue=True,
        formatting_locale="es_GT",
        channels=_WRITTEN,
        interpreter=False,
        basis=norm("languages_law"),
    )


def _mayan(code: str, own_name: str, es: str, en: str) -> Language:
    basis = "chalchiteko" if code == "agu-x-chalchit" else "pina_116_ad"
    return Language(code, own_name, Text.of(es=es, en=en), channels=_SPOKEN, basis=norm(basis))


def _other_national() -> tuple[Language, ...]:
    return (
        Language("xin", "Xinka", Text.of(es="Xinka", en="Xinka"), channels=_SPOKEN, basis=norm("pina_116_ad")),
        Language("cab", "Garifuna", Text.of(es="Garífuna", en="Garifuna"), channels=_SPOKEN, basis=norm("pina_116_ad")),
        Language(
            SIGN_LANGUAGE,
            "Lensegua",
            Text.of(es="Lengua de señas de Guatemala (Lensegua)", en="Guatemalan Sign Language"),
            channels=_SIGNED,
            basis=norm("lensegua"),
        ),
    )


def _others() -> tuple[Language, ...]:
    """Give English, in which staff may read the platform, and the answer for a night when nobody knows yet."""
    return (
        Language(
            "en",
            "English",
            Text.of(es="Inglés", en="English"),
            catalogue=True,
            channels=_WRITTEN,
            basis=norm("foreign_language"),
        ),
        Language(
            UNDETERMINED,
            "Otro o por determinar",
            Text.of(es="Otro idioma o por determinar", en="Another language, or not known yet"),
            basis=norm("foreign_language"),
        ),
    )
