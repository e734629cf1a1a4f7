"""Error pages that say what was kept and what to do, with a code to quote and nothing personal."""

import secrets
import traceback
from dataclasses import dataclass

from flask import Flask, current_app, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from core import errors as domain
from core.i18n import LazyString, lazy, say
from core.web.log import logger, route
from plugins.errors import CountryError


@dataclass(frozen=True, slots=True)
class Page:
    """What an error page says: what happened, what is safe, what to do next."""

    status: int
    title: LazyString
    kept: LazyString
    next_step: LazyString
    quoted: bool = False


_NOTHING_CHANGED = lazy("Nothing was changed.")
_GO_BACK = lazy("Go back: what you have written is still in the form. Then send it again.")

# One page for what is hidden and what does not exist: the difference would tell that it exists.
ABSENT = Page(
    404, lazy("Not available with your role"), _NOTHING_CHANGED, lazy("Go back, or start from the day's page.")
)
_CONFLICT = Page(
    409,
    lazy("Somebody else has changed this in the meantime"),
    lazy("Your change was not saved, theirs was."),
    lazy("Go back, load the page again and compare before you save."),
)
_BUSY = Page(503, lazy("The records are busy"), lazy("This was not saved."), _GO_BACK, quoted=True)
_FULL = Page(
    503,
    lazy("There is no room left to save"),
    lazy("Everything saved before is safe. This was not saved."),
    lazy("Write it on the contingency sheet and call whoever looks after the server."),
    quoted=True,
)
_LOCKED = Page(
    503,
    lazy("The records are locked"),
    lazy("Everything saved before is safe."),
    lazy("Call whoever looks after the server."),
    quoted=True,
)
_STALE = Page(400, lazy("This page was open too long"), _NOTHING_CHANGED, _GO_BACK)
_REFUSED = Page(409, lazy("That is not possible at the moment"), _NOTHING_CHANGED, lazy("Go back and try another way."))
_TOO_BIG = Page(413, lazy("What you sent is too large"), _NOTHING_CHANGED, lazy("Go back and choose a smaller file."))
_TOO_MANY = Page(429, lazy("Too many attempts"), _NOTHING_CHANGED, lazy("Wait a minute, then try again."))
_UNREADABLE = Page(400, lazy("This could not be read"), _NOTHING_CHANGED, lazy("Go back and try again."))
_FAILED = Page(
    500,
    lazy("Something went wrong here"),
    lazy("Everything saved before is safe. The last step may not be saved."),
    lazy("Go back and look. If it happens again, tell whoever looks after the system this code."),
    quoted=True,
)

_COUNTRY = Page(
    500,
    lazy("A rule of this country does not work"),
    lazy("Everything saved before is safe. The last step was not saved."),
    lazy("Write it on the contingency sheet and tell whoever looks after the system this code."),
    quoted=True,
)

_DOMAIN: tuple[tuple[type[domain.DomainError], Page], ...] = (
    (domain.NotFound, ABSENT),
    (domain.Conflict, _CONFLICT),
    (domain.StoreFull, _FULL),
    (domain.StoreBusy, _BUSY),
    (domain.WrongKey, _LOCKED),
    (domain.MissingKey, _LOCKED),
    (domain.StoreTooNew, _LOCKED),
    (domain.StoreMoved, _LOCKED),
    (domain.Refused, _REFUSED),
    (domain.Invalid, _UNREADABLE),
)
_HTTP = {403: ABSENT, 404: ABSENT, 405: ABSENT, 410: ABSENT, 413: _TOO_BIG, 429: _TOO_MANY}

Answer = tuple[str, int]


def install(app: Flask) -> None:
    """Answer every error with a page of the house."""
    app.register_error_handler(domain.DomainError, _domain_error)
    app.register_error_handler(CountryError, _country_error)
    app.register_error_handler(CSRFError, lambda _error: show(_STALE))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def show(page: Page, *, code: str | None = None, details: tuple[str, ...] = ()) -> Answer:
    """Draw an error page; the address asked for is not on it.

    Where the fault is ours the page stands alone: asking who is looking may be what failed.
    """
    if page.status >= 500:
        template = current_app.jinja_env.get_template("trouble.html")
        return template.render(page=page, code=code), page.status
    return render_template("error.html", page=page, details=details), page.status


def _domain_error(error: domain.DomainError) -> Answer:
    page = next((page for kind, page in _DOMAIN if isinstance(error, kind)), _FAILED)
    return show(page, code=_quotable(error) if page.quoted else None, details=_details(error))


def _country_error(error: CountryError) -> Answer:
    """Tell whoever looks after the system which hook and file to mend; none of it is about a person."""
    code = _quotable(error)
    for problem in error.problems:
        logger().error("country_failed", code=code, country=error.code, hook=problem.hook, file=problem.file)
    return show(_COUNTRY, code=code)


def _details(error: domain.DomainError) -> tuple[str, ...]:
    """A view should have drawn its form again; where it did not, the reasons still reach the user."""
    if isinstance(error, domain.Refused):
        return tuple(say(objection.message) for objection in error.objections)
    if isinstance(error, domain.Invalid):
        return tuple(say(fault) for faults in error.fields.values() for fault in faults)
    return ()


def _http_error(error: HTTPException) -> Answer | HTTPException:
    status = error.code or 500
    if status < 400:
        return error  # a redirect that was raised is no error
    if status >= 500:
        return show(_FAILED, code=_quotable(error))
    page = _HTTP.get(status, _UNREADABLE)
    return show(page)


def _unexpected(error: Exception) -> Answer:
    return show(_FAILED, code=_quotable(error))


def _quotable(error: Exception) -> str:
    """Log where it happened, not what was said: a driver's message may hold a name."""
    code = secrets.token_hex(3).upper()
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    logger().error("failure", code=code, error=type(error).__name__, where=where, **route())
    return code
