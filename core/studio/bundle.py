"""Carries a branch's configuration to a sister: one signed file without personal data, opened as drafts (CFG-8)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.access.models import BranchKey
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.configuration import service, versions
from core.configuration.kinds import Content, Ground, Kind
from core.errors import N_, Invalid, Message
from core.reporting.leaving import keys, package
from core.studio.register import KINDS
from plugins.contract.text import Text
from plugins.profile import CountryProfile

FORMAT, FORMAT_VERSION = "abrigo-configuration", 1
LARGEST = 2_000_000
_TRAVELLING = tuple(code for code, kind in KINDS.items() if kind.travels)
_UNREADABLE = N_("This file is not a bundle of a configuration, or it is damaged.")
_UNSIGNED = N_("No branch that this network knows has signed this file as it is.")


class Outcome(StrEnum):
    """What became of an object of a bundle."""

    DRAFT = "draft"
    SAME = "same"
    BUSY = "busy"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Opened:
    """An object of a bundle, and what became of it here."""

    kind: Kind
    key: str
    name: Message | Text
    outcome: Outcome


class _ObjectSchema(Schema):
    kind = fields.String(required=True)
    key = fields.String(required=True)
    sha256 = fields.String(required=True)
    content = fields.Dict(keys=fields.String(), required=True)


class _BundleSchema(Schema):
    class Meta:
        """A later version may say more."""

        unknown = EXCLUDE

    format = fields.String(required=True, validate=validate.Equal(FORMAT))
    format_version = fields.Integer(required=True, strict=True, validate=validate.Equal(FORMAT_VERSION))
    branch = fields.String(required=True)
    country = fields.String(required=True)
    objects = fields.List(fields.Nested(_ObjectSchema), required=True)


class _EnvelopeSchema(Schema):
    package = fields.String(required=True)
    signature = fields.String(required=True)


def export(session: Session, actor: Actor) -> str:
    """Write what a branch has configured as one file, signed with its key; an event each time.

    :raises Invalid: if the branch has no key.
    """
    policies.require(actor, "configuration.write")
    branch_id = actor.branch_id or 0
    objects = [
        {"kind": kind, "key": key, "sha256": digest(canonical(content)), "content": content}
        for kind, key, content in versions.contents(session, branch_id, _TRAVELLING)
    ]
    about = {"format": FORMAT, "format_version": FORMAT_VERSION}
    written = canonical({**about, "branch": actor.branch_code, "country": actor.country_code, "objects": objects})
    record(session, actor, "configuration.export", Subject("branch", branch_id), hash=digest(written))
    return package.envelope(written, package.sign(written, keys.private_key(session, branch_id)))


def read(network: Session, text: str) -> Mapping[str, Any]:
    """Read a bundle and make sure of who signed it.

    :param network: session of the network store, which knows the branches' keys.
    :raises Invalid: if it is damaged, or signed by nobody whom the network knows.
    """
    sealed = _loaded(_EnvelopeSchema(), text)
    bundle = _loaded(_BundleSchema(), sealed["package"])
    known = select(BranchKey.public_key).where(
        BranchKey.branch_code == bundle["branch"], BranchKey.purpose == keys.SIGNING, BranchKey.retired_at.is_(None)
    )
    if not any(package.is_signed_by(sealed["package"], sealed["signature"], key) for key in network.scalars(known)):
        raise Invalid({"file": [_UNSIGNED]})
    return bundle


def open_drafts(
    session: Session, actor: Actor, country: CountryProfile, bundle: Mapping[str, Any], day: date
) -> list[Opened]:
    """Begin a draft of every object that says something else here; what does not fit this country is told, not bent."""
    policies.require(actor, "configuration.write")
    opened = []
    for each in bundle["objects"]:
        kind = KINDS.get(each["kind"]) if each["kind"] in _TRAVELLING else None
        names = kind.keys(country) if kind else {}
        if kind is not None and each["key"] in names:
            ground = Ground(session, country, actor.branch_id or 0, day, each["key"])
            outcome = _open(ground, actor, kind, each["content"])
            opened.append(Opened(kind, each["key"], names[each["key"]], outcome))
    subject = Subject("branch", actor.branch_id or 0)
    record(session, actor, "configuration.import", subject, of=bundle["branch"], objects=len(opened))
    return opened


def _open(ground: Ground, actor: Actor, kind: Kind, content: Content) -> Outcome:
    if versions.find_under_way(ground.session, kind.owner(ground.branch_id), kind.code, ground.key) is not None:
        return Outcome.BUSY
    if canonical(versions.in_force(ground, kind)) == canonical(content):
        return Outcome.SAME
    if not _fits(ground, kind, content):
        return Outcome.FOREIGN
    service.begin(ground, actor, kind, content)
    return Outcome.DRAFT


def _fits(ground: Ground, kind: Kind, content: Content) -> bool:
    try:
        schema = kind.schema(ground, content)
        return bool(canonical(schema.dump(schema.load(dict(content)))) == canonical(content))
    except (ValidationError, LookupError, TypeError):
        return False  # another version of the platform may have written it another way


def _loaded(schema: Schema, text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = schema.load(json.loads(text))
    except (ValidationError, ValueError, RecursionError) as error:
        raise Invalid({"file": [_UNREADABLE]}) from error
    return found
