"""An invented language for tests: longer, accented English in brackets, to see what is not translated or is cut.

Nobody outside a test can choose it: it is offered nowhere, and exists once :func:`speak_pseudo` was called.
"""

import re
from gettext import NullTranslations

from core.i18n.catalogues import register_language

PSEUDO = "xx"
_ACCENTS = str.maketrans("aeiounAEIOUN", "áéíóúñÁÉÍÓÚÑ")
#: What is added to a long text stands in several words, of which none is longer than words are.
_WORD = re.compile("·{1,20}")
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|\{\w*\})")


class PseudoTranslations(NullTranslations):
    """Every message as an accented text, a third longer than in English."""

    def gettext(self, message: str) -> str:
        """Write a message so that whoever sees it knows that it went through the catalogue, and where it ends."""
        parts = _PLACEHOLDER.split(message)
        accented = "".join(part if part[:1] in "%{" else part.translate(_ACCENTS) for part in parts)
        return f"[{accented}{' '.join(_WORD.findall('·' * (len(message) // 3)))}]"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Write a message that counts."""
        return self.gettext(singular if n == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the signature is gettext's
        """Write a message that has a context."""
        return self.gettext(message)


def speak_pseudo() -> str:
    """Let the invented language be spoken in this process, and give its code."""
    register_language(PSEUDO, PseudoTranslations())
    return PSEUDO
