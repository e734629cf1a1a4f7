"""What a house reads out when it asks for a consent, in its residents' own languages, in place of the country's text.

An answer keeps the version of the words it was given on, so that anybody can read later what was agreed to.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.configuration import versions
from core.configuration.kinds import DPO, Content, Ground, Kind, Touched
from core.configuration.tables import ConfiguredSchema, each_once
from core.errors import N_, Message
from core.i18n import lazy as _
from core.residents.models import Consent
from plugins.contract.text import Text
from plugins.profile import CountryProfile

LONGEST = 4000
_GIVEN = N_("Consents that run and keep the words they were given on")
_LANGUAGES = N_("Languages in which it is asked with other words")

#: By kind of consent and language, the house's words.
Wordings = Mapping[tuple[str, str], str]


class ConsentTextsKind(Kind):
    """The words with which each consent is asked."""

    code: ClassVar[str] = "consent_texts"
    label: ClassVar[Message] = _("Texts of consents")
    purpose: ClassVar[Message] = _("What is read out before somebody agrees, in each language; what it is for stays.")
    approver: ClassVar[str] = DPO

    def keys(self, country: CountryProfile) -> Mapping[str, Message | Text]:
        """List what the country lets be asked for."""
        return {code: each.label for code, each in country.consents.items()}

    def schema(self, ground: Ground, content: Content) -> Schema:  # noqa: ARG002
        """Offer the languages of the country."""
        return _schema({code: each.label for code, each in ground.country.languages.items()})

    def baseline(self, ground: Ground) -> Content:  # noqa: ARG002
        """The country's text in every language."""
        return {"texts": []}

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell which languages the country does not have, or has no more."""
        return [
            _("The language “%(code)s” is not known here.", code=row["language"])
            for row in content["texts"]
            if row["language"] not in ground.country.languages
        ]

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:
        """Count the answers that keep their words, and the languages with other ones."""
        return _touched(ground, before, after)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Whoever asks from now on reads what is in force; count by it."""
        return _touched(ground, before, versions.in_force(ground, self))


CONSENT_TEXTS = ConsentTextsKind()


def in_force(session: Session, branch_id: int) -> Wordings:
    """Give the house's words for every consent, in one statement."""
    found = versions.contents(session, branch_id, (CONSENT_TEXTS.code,))
    return {(key, language): words for _kind, key, content in found for language, words in _said(content).items()}


def number_in_force(session: Session, branch_id: int, kind: str, language: str) -> int | None:
    """Give the version of the house's words for a consent in a language; None where the country's are read out."""
    live = versions.find_live(session, branch_id, CONSENT_TEXTS.code, kind)
    return live.number if live and language in _said(versions.content_of(live)) else None


def agreed_to(session: Session, branch_id: int, numbers: Collection[int]) -> Mapping[tuple[str, int, str], str]:
    """Read what was read out, by kind of consent, version and language; one statement."""
    return {
        (each.key, each.number, language): words
        for each in versions.numbered(session, branch_id, CONSENT_TEXTS.code, numbers)
        for language, words in _said(versions.content_of(each)).items()
    }


def _schema(languages: Mapping[str, Text]) -> Schema:
    columns: dict[str, Any] = {
        "language": fields.String(
            required=True,
            validate=validate.OneOf(list(languages), list(languages.values())),  # type: ignore[arg-type]
            metadata={"label": _("Language"), "widget": "select"},
        ),
        "text": fields.String(
            required=True,
            validate=validate.Length(min=1, max=LONGEST),
            metadata={
                "label": _("What is read out"),
                "help": _("In plain words, what it is for, and that saying no costs nothing."),
            },
        ),
    }
    rows = fields.Nested(
        ConfiguredSchema.from_dict(columns, name="ConsentTextSchema"),
        many=True,
        load_default=list,
        validate=each_once(("language",)),
        metadata={"label": _("Texts"), "row": ("language",), "named": ("language",)},
    )
    return ConfiguredSchema.from_dict({"texts": rows}, name="ConsentTextsSchema")()


def _said(content: Content) -> dict[str, str]:
    return {row["language"]: row["text"] for row in content["texts"]}


def _touched(ground: Ground, before: Content, after: Content) -> list[Touched]:
    old, new = _said(before), _said(after)
    running = select(func.count(Consent.id)).where(
        Consent.branch_id == ground.branch_id,
        Consent.kind == ground.key,
        Consent.answer == "given",
        Consent.ended_on.is_(None),
    )
    other = sum(old.get(each) != new.get(each) for each in old.keys() | new.keys())
    return [
        Touched("given", _GIVEN, ground.session.scalar(running) or 0),
        Touched("languages", _LANGUAGES, other),
    ]
