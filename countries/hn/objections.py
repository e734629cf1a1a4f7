"""What the checks of forms share: reading answers, and objecting to one of them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from countries.hn.sources import norm
from plugins.contract.stages import Objection, Severity
from plugins.contract.text import Text

Values = Mapping[str, object]
Check = Callable[[Values], Iterator[Objection]]


def blocking(code: str, field: str, es: str, en: str) -> Objection:
    """Object to what cannot be: the form is not signed as it stands."""
    return Objection(code, Text.of(es=es, en=en), Severity.BLOCKING, field)


def warning(code: str, field: str, es: str, en: str, basis: str) -> Objection:
    """Object to what is lawful but doubtful.

    :param basis: key of the norm that says why.
    """
    return Objection(code, Text.of(es=es, en=en), Severity.WARNING, field, norm(basis))


def is_empty(values: Values, field: str) -> bool:
    """Tell whether an answer is missing; a no and a nought are answers."""
    return values.get(field) in (None, "", [], ())


def moment_of(value: object) -> datetime | None:
    """Read a date or an instant, as it stands in a form's answers; what is neither compares with nothing."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None  # noqa: DTZ001


def day_of(value: object) -> date | None:
    """Read the day of a date or an instant."""
    moment = moment_of(value)
    return moment.date() if moment else None


def in_order(earlier: str, later: str) -> Check:
    """Make a check that one answer is not dated before another."""

    def check(values: Values) -> Iterator[Objection]:
        first, second = moment_of(values.get(earlier)), moment_of(values.get(later))
        if first and second and second < first:
            yield blocking("fechas_invertidas", later, *_DATES)

    return check


_DATES = ("Esta fecha es anterior a la otra.", "This date is before the other one.")
