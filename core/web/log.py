"""One line of JSON per request: route pattern, status, time, who. No address, no query, no body, no name."""

import logging
import sys
import time
from collections.abc import Callable

import structlog
from flask import Flask, Response, g, has_request_context, request

from core.errors import DomainError

UserId = Callable[[], int | None]


def configure(level: int = logging.INFO) -> None:
    """Write the platform's log as JSON lines to the standard error stream."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def install(app: Flask, user_id: UserId) -> None:
    """Log every answer of an application.

    :param user_id: tells who asked, or None for nobody.
    """

    def start() -> None:
        g.request_started = time.perf_counter()

    def finish(response: Response) -> Response:
        logger().info("request", **route(), status=response.status_code, ms=_elapsed(), user=_known(user_id))
        return response

    app.before_request(start)
    app.after_request(finish)


def logger() -> structlog.typing.FilteringBoundLogger:
    """Give the platform's log."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger("abrigo")
    return bound


def route() -> dict[str, str]:
    """Name the request by its pattern: the address itself may hold a resident's code."""
    if not has_request_context():
        return {}
    return {"method": request.method, "route": request.url_rule.rule if request.url_rule else "(none)"}


def _known(user_id: UserId) -> int | None:
    """Who asked may be what could not be found out: a busy store must still be answered and logged."""
    try:
        return user_id()
    except DomainError:
        return None


def _elapsed() -> float:
    started: float = g.get("request_started", time.perf_counter())
    return round((time.perf_counter() - started) * 1000, 1)
