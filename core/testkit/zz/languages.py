"""Zedland's languages: the one of its offices, and one that is written from right to left."""

from core.testkit.zz.sources import CHILD_ACT
from plugins.contract.languages import Channel, Language
from plugins.contract.text import Text

LANGUAGES = (
    Language(
        code="es",
        own_name="español",
        label=Text.of(es="Español", en="Spanish"),
        catalogue=True,
        formatting_locale="es_419",
        channels=(Channel.TEXT, Channel.AUDIO, Channel.PERSON),
        interpreter=False,
    ),
    Language(
        code="ar",
        own_name="العربية",
        label=Text.of(es="Árabe", en="Arabic"),
        channels=(Channel.PERSON, Channel.AUDIO),
        basis=CHILD_ACT,
    ),
)
