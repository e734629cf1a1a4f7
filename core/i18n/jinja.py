"""Gives templates the messages and formats of the reader."""

from collections.abc import Mapping

from jinja2 import Environment

from core.i18n import formats
from core.i18n.locality import current
from core.i18n.messages import gettext, ngettext, pgettext, say
from plugins.contract.text import Text


def install_jinja(env: Environment) -> None:
    """Let templates say ``_()``, ``{% trans %}``, ``|date``, ``|datetime``, ``|time``, ``|number`` and so on."""
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True  # as the catalogues are built
    # Not "newstyle": that one marks every message as HTML and doubles its percent signs.
    env.install_gettext_callables(gettext, ngettext, newstyle=False, pgettext=pgettext)  # type: ignore[attr-defined]
    # Jinja's own "_" looks "gettext" up in the context each time it is said.
    env.globals.update(_=gettext, ngettext=ngettext, direction=lambda: formats.direction(current().language))
    env.filters.update(
        date=formats.format_date,
        month=formats.format_month,
        datetime=formats.format_datetime,
        time=formats.format_time,
        number=formats.format_number,
        days=formats.duration,
        say=say,
        label=_label,
    )
    env.finalize = _finalize


def _label(text: object) -> str:
    """Say a label of the country, or one that a record keeps as its texts by language."""
    if isinstance(text, Mapping):
        return Text(tuple(text.items())).in_language(current().language)
    return say(text)


def _finalize(value: object) -> object:
    """A text of the contract knows its languages; without this a template would show the first one."""
    return say(value) if isinstance(value, Text) else value
