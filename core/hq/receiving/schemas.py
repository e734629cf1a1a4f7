"""The shape of a submission, checked to the last field before anything of it is believed."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core.errors import Invalid
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, VALUE
from core.reporting.leaving.package import FORMAT, FORMAT_VERSION
from core.reporting.meaning import EVIDENCE
from core.reporting.periods import Period

_INDICATOR = validate.Regexp(r"^([A-Z]{3}-\d{3}|R\d{2})\Z")


def period(written: str) -> None:
    """Make sure that a period is written as it has to be.

    :raises ValidationError: if it is not.
    """
    try:
        Period.parse(written)
    except Invalid as error:
        raise ValidationError("It is no period.") from error


_NAME = validate.Regexp(r"^[A-Z0-9_/-]{1,60}\Z")
_CODE = validate.Regexp(r"^[A-Z0-9_-]{1,16}\Z")
_INSTANT = validate.Regexp(r"^20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00:00\Z")


class _Catalogue(Schema):
    id = fields.String(required=True, validate=validate.Length(max=40))
    version = fields.String(required=True, validate=validate.Length(max=40))


class FigureSchema(Schema):
    """One protected cell."""

    indicator = fields.String(required=True, validate=_INDICATOR)
    breakdown = fields.String(required=True, validate=_CODE)
    code = fields.String(required=True, validate=_CODE)
    component = fields.String(required=True, validate=validate.OneOf([VALUE, NUMERATOR, DENOMINATOR, SUM, SQUARES]))
    value = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(-(10**9), 10**9))
    status = fields.String(required=True, validate=validate.OneOf(["A", "Q"]))
    confidential = fields.String(required=True, validate=validate.OneOf(["F", "N"]))

    @validates_schema
    def _count_from_nothing(self, data: dict[str, Any], **_: Any) -> None:
        """Only a sum of changes may be below nothing."""
        if data["component"] != SUM and (data["value"] or 0) < 0:
            raise ValidationError("A count is not negative.", "value")


class _Check(Schema):
    code = fields.String(required=True, validate=validate.Length(max=24))
    passed = fields.Boolean(required=True, truthy={True}, falsy={False})
    hard = fields.Boolean(required=True, truthy={True}, falsy={False})


class _Head(Schema):
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**18))
    hash = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))


class _Companions(Schema):
    """What stands beside EVD-001; ``left_out`` is None where there are too few."""

    delay_days = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100_000))
    left_out = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(0, 10**6))


class _Former(Schema):
    """The version that a package replaces, and the withheld figures that it changes."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    changed = fields.List(fields.String(validate=_NAME), required=True, validate=validate.Length(max=5000))


class PackageSchema(Schema):
    """A branch's package; an unknown field is refused, since nobody here could say what it holds."""

    format = fields.String(required=True, validate=validate.Equal(FORMAT))
    format_version = fields.Integer(required=True, strict=True, validate=validate.Equal(FORMAT_VERSION))
    branch = fields.String(required=True, validate=_CODE)
    country = fields.String(required=True, validate=validate.Regexp(r"^[a-z]{2}\Z"))
    period = fields.String(required=True, validate=period)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    catalogue = fields.Nested(_Catalogue, required=True)
    figures = fields.List(fields.Nested(FigureSchema), required=True, validate=validate.Length(1, 5000))
    checks = fields.List(fields.Nested(_Check), required=True, validate=validate.Length(max=50))
    grades = fields.Dict(
        keys=fields.String(validate=_INDICATOR),
        values=fields.String(validate=validate.OneOf(["A", "B", "C"])),
        required=True,
    )
    evidence = fields.Dict(
        keys=fields.String(validate=_INDICATOR), values=fields.String(validate=validate.OneOf(list(EVIDENCE))),
        required=True,
    )  # fmt: skip
    companions = fields.Nested(_Companions, required=True)
    mask_key = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9+/]{43}=\Z"))
    note = fields.String(required=True, validate=validate.Length(max=600))
    former = fields.Nested(_Former, required=True, allow_none=True)
    audit_head = fields.Nested(_Head, required=True)


class EnvelopeSchema(Schema):
    """Package and signature as one file."""

    package = fields.String(required=True, validate=validate.Length(max=2_500_000))
    signature = fields.String(required=True, validate=validate.Length(max=128))


class SumPartSchema(Schema):
    """What a branch gives in a round of masked sums."""

    format = fields.String(required=True, validate=validate.Equal("abrigo-sum-part"))
    branch = fields.String(required=True, validate=_CODE)
    period = fields.String(required=True, validate=period)
    number = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    step = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2))
    call = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    numbers = fields.Dict(
        keys=fields.String(validate=_NAME),
        values=fields.Integer(strict=True, validate=validate.Range(0, 2**32 - 1)),
        required=True,
    )


class QuestionSchema(Schema):
    """What a branch of another node asks the office."""

    format = fields.String(required=True, validate=validate.Equal("abrigo-question"))
    branch = fields.String(required=True, validate=_CODE)
    asks = fields.String(required=True, validate=validate.OneOf(["standing", "sums", "sheet", "sharing"]))
    period = fields.String(required=True, validate=period)
    at = fields.String(required=True, validate=_INSTANT)


class AnnouncementSchema(Schema):
    """What a branch says before it sends a package piece by piece."""

    format = fields.String(required=True, validate=validate.Equal("abrigo-announcement"))
    branch = fields.String(required=True, validate=_CODE)
    digest = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    total = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    at = fields.String(required=True, validate=_INSTANT)


class SharingReplySchema(Schema):
    """What a branch says to a request for a further use of its figures."""

    format = fields.String(required=True, validate=validate.Equal("abrigo-sharing"))
    branch = fields.String(required=True, validate=_CODE)
    number = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10**9))
    asked = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    answer = fields.String(required=True, validate=validate.OneOf(["yes", "no"]))
    text = fields.String(required=True, validate=validate.Length(max=600))
    by = fields.String(required=True, validate=validate.Length(max=120))
    at = fields.String(required=True, validate=_INSTANT)
