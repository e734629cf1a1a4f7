"""What a branch calls things: single words of the screens, said its own way."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, validate

from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import LANGUAGES
from core.i18n import lazy as _
from core.i18n.vocabulary import LONGEST, messages_saying, resembling

_TOUCHED = N_("Places on the screens that say something else; no record changes")


def _on_screen(words: str) -> None:
    if messages_saying(words):
        return
    near = resembling(words)
    if near is None:
        raise ValidationError([_("No screen says exactly this.")])
    raise ValidationError([_("No screen says exactly this. Did you mean “%(near)s”?", near=near)])


class _WordSchema(ConfiguredSchema):
    word = fields.String(
        required=True,
        validate=[validate.Length(min=1, max=LONGEST), _on_screen],
        metadata={"label": _("The screens say"), "help": _("Exactly as you read it there, in Spanish.")},
    )
    es = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata={"label": _("Here we say, in Spanish")},
    )
    en = fields.String(
        load_default="", validate=validate.Length(max=LONGEST), metadata={"label": _("Here we say, in English")}
    )


class TermsSchema(ConfiguredSchema):
    """The words of a branch."""

    words = fields.Nested(
        _WordSchema, many=True, load_default=list, validate=each_once(("word",)),
        metadata={"label": _("Words"), "row": ("word",), "named": ("word",)},
    )  # fmt: skip


class TermsKind(Kind):
    """A branch's words."""

    code: ClassVar[str] = "terms"
    label: ClassVar[Message] = _("Words on the screens")
    purpose: ClassVar[Message] = _("Single words that this house says its own way; sentences and the law stay.")

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Give the schema."""
        return TermsSchema()

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """Nothing is said another way."""
        return {"words": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:  # noqa: ARG002
        """Tell which words no screen says any more, since an upgrade may have changed them."""
        return [
            _("No screen says “%(word)s” any more.", word=row["word"])
            for row in content["words"]
            if not messages_saying(row["word"])
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count the messages that will read another way."""
        return [Touched("words", _TOUCHED, len(_different(before, after)))]

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Every screen reads what is in force; count what it reads now and did not before."""
        live = versions.in_force(ground, self)
        return [Touched("words", _TOUCHED, len(_different(before, live)))]


TERMS = TermsKind()


def words(content: Content, language: str) -> Mapping[str, str]:
    """Give what a branch says in place of single messages, in a language."""
    rows: Iterable[Mapping[str, Any]] = content["words"]
    said = ((row["word"], row.get(language) or row[LANGUAGES[0]]) for row in rows)
    return {message: text for word, text in said for message in messages_saying(word)}


def _different(before: Content, after: Content) -> set[str]:
    found: set[str] = set()
    for language in LANGUAGES:
        old, new = words(before, language), words(after, language)
        found |= {message for message in old.keys() | new.keys() if old.get(message) != new.get(message)}
    return found
