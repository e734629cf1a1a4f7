"""Languages that residents speak.

Codes were checked against ISO 639-3; own names, and which language is written, are background knowledge (C). Lenca is
extinct and Nahua lost: both are peoples (list ``pueblo``), not languages anybody can be spoken to in. Bay Islands
English has no code of its own, and those of other islands' creoles would be wrong. ``sum`` is retired; Tawahka is
``yan``. Babel knows only ``es_HN``: all others borrow the country's formatting.
"""

from countries.hn.sources import norm
from plugins.contract.languages import Channel, Language
from plugins.contract.text import Text

_WRITTEN = (Channel.TEXT, Channel.AUDIO, Channel.PERSON)
_SPOKEN = (Channel.AUDIO, Channel.PERSON)
_SIGNED = (Channel.VIDEO, Channel.PERSON)


def languages() -> tuple[Language, ...]:
    """Give Spanish, the country's other languages, then those of children in transit."""
    return (
        Language(
            "es",
            "español",
            Text.of(es="Español", en="Spanish"),
            catalogue=True,
            formatting_locale="es_HN",
            channels=_WRITTEN,
            interpreter=False,
            basis=norm("const_6"),
        ),
        _language("cab", "Garífuna", "Garífuna", "Garifuna", _WRITTEN),
        _language("miq", "Mískitu", "Miskito", "Miskito", _WRITTEN),
        _language("yan", "Tawahka", "Tawahka", "Tawahka", _SPOKEN),
        _language("pay", "Pech", "Pech", "Pech", _SPOKEN),
        _language("jic", "Tol", "Tol (jicaque)", "Tol (Jicaque)", _SPOKEN),
        _language("caa", "Ch'orti'", "Ch'orti'", "Ch'orti'", _SPOKEN),
        _language("en-HN", "English", "Inglés isleño", "Bay Islands English", _WRITTEN),
        _language("hds", "LESHO", "Lengua de señas hondureña", "Honduran sign language", _SIGNED, "sign_language"),
        _language("ht", "Kreyòl ayisyen", "Criollo haitiano", "Haitian Creole", _WRITTEN),
        _language("pt", "português", "Portugués", "Portuguese", _WRITTEN),
        Language(
            "en",
            "English",
            Text.of(es="Inglés", en="English"),
            catalogue=True,
            channels=_WRITTEN,
            basis=norm("cpp_125"),
        ),
    )


def _language(
    code: str, own_name: str, es: str, en: str, channels: tuple[Channel, ...], basis: str = "cpp_125"
) -> Language:
    """Describe a language whose speakers are heard with an interpreter."""
    return Language(code, own_name, Text.of(es=es, en=en), channels=channels, basis=norm(basis))
