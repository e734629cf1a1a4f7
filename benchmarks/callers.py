"""Ask an application for a page with as little around it as can be: straight through WSGI, or over one connection."""

import http.client
import io
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import create_environ

from core.web.sessions import COOKIE

_READY_WITHIN = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in browser in this process; the environment of a request is made before it is timed."""

    app: Flask
    token: str = ""

    def request(self, address: str, form: Mapping[str, str] | None = None) -> "Request":
        """Prepare a request."""
        body = urlencode(form).encode() if form is not None else b""
        environ = create_environ(
            address,
            method="POST" if form is not None else "GET",
            headers={"Cookie": f"{COOKIE}={self.token}", "Accept-Language": "es"} if self.token else {},
            content_type="application/x-www-form-urlencoded" if form is not None else None,
        )
        return Request(self.app, {**environ, "CONTENT_LENGTH": str(len(body))}, body)

    def get(self, address: str) -> Answer:
        """Ask for a page once."""
        return self.request(address)()


@dataclass(frozen=True, slots=True)
class Request:
    """A request that can be made again and again."""

    app: Flask
    environ: dict[str, Any]
    body: bytes = b""

    def __call__(self) -> Answer:
        answered: list[str] = []

        def start(status: str, _headers: Any, _error: Any = None) -> Any:
            answered.append(status)

        parts: Any = self.app.wsgi_app({**self.environ, "wsgi.input": io.BytesIO(self.body)}, start)
        with closing(parts):
            body = b"".join(parts)
        return Answer(int(answered[0][:3]), body)


@dataclass(slots=True)
class Server:
    """A server process with one worker, and one connection to it that stays open."""

    factory: str
    environ: Mapping[str, str]
    port: int = field(default_factory=lambda: _free_port())
    _process: subprocess.Popen[bytes] | None = None
    _connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> "Server":
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", "1",
            "--blocking-threads", "1", "--host", "127.0.0.1", "--port", str(self.port), "--no-log", self.factory,
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, env=dict(self.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_READY_WITHIN)

    def get(self, address: str, token: str = "") -> Answer:
        """Ask for a page over the connection."""
        assert self._connection is not None
        headers = {"Cookie": f"{COOKIE}={token}", "Accept-Language": "es"} if token else {}
        self._connection.request("GET", address, headers=headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.read())

    def _wait(self) -> None:
        until = time.monotonic() + _READY_WITHIN
        while time.monotonic() < until:
            try:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_READY_WITHIN)
                self._connection.connect()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("The server did not start.")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
