"""A branch's line to the regional office of another node: it breaks, is tried again, and goes on where it broke.

Nothing here is believed because of the line: packages are signed, and so are questions.
"""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from core.errors import N_, Conflict, Invalid
from core.progress import WentOn, quietly

#: Bytes of a piece; how often something is tried, and the seconds until it is tried again, which double each time.
PIECE, TRIES, PAUSE = 64 * 1024, 6, 1.0
_SECONDS = 30
_LARGEST_ANSWER = 3_000_000
NOT_REACHED = N_("The regional office cannot be reached.")
FULL = N_("The regional office is taking in as many packages as it can. Try again in an hour; nothing is lost.")
BUSY = N_("The regional office asks for a pause. Try again in a minute.")
FAILED = N_("The regional office is there but has trouble of its own. Try again later, or tell it.")
BEGINS_ANEW = N_("The regional office no longer has what had arrived of this package. Try again: it begins anew.")
STRANGE = N_("Something else than the regional office answers there.")
PLAIN = N_("The address must begin with https://.")
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a package has arrived, in bytes.

    :param received: the package's hash, as the office tells it once it has all.
    """

    arrived: int
    total: int
    received: str = ""


class Outgoing(NamedTuple):
    """A package as it goes over a line.

    :param announcement: what the branch has signed to say that it comes.
    """

    envelope: str
    announcement: str


class BrokenError(Exception):
    """The line broke, or the office asks for patience: it is tried again, and then told as what it is."""

    def __init__(self, reason: str = NOT_REACHED) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Line:
    """The line to an office.

    :param address: ``https://office.example/hq``; a plain connection is for this machine only.
    :param authorities: file with the certificates that vouch for the office, if not those of the machine.
    """

    address: str
    authorities: str | None = None
    pause: Callable[[float], object] = time.sleep
    connect: Callable[..., HTTPConnection] | None = None

    def __post_init__(self) -> None:
        """Refuse what would carry a package in clear.

        :raises Invalid: if the address is neither https nor this machine's.
        """
        target = urlsplit(self.address)
        if not target.hostname or (target.scheme != "https" and target.hostname not in _LOCAL):
            raise Invalid({"address": [PLAIN]})

    def send(self, parcel: Outgoing, went_on: WentOn = quietly) -> str:
        """Send a package piece by piece; what has arrived before is not sent again.

        :param went_on: told how many of its bytes have arrived.
        :returns: the package's hash, as the office tells it.
        :raises Invalid: with the reason for which the office refuses it.
        :raises Conflict: if the office cannot be reached, or has no place at the moment.
        """
        return str(self._patiently(lambda: self._send(parcel, went_on))["received"])

    def pieces(self, parcel: Outgoing) -> Iterator[Progress]:
        """Send a package, piece by piece and from where it broke before; whoever takes no more pieces stops it there.

        Nothing is tried again here: a page that shows how far it has come is no place to wait.

        :raises Invalid: with the reason for which the office refuses it.
        :raises Conflict: if the office cannot be reached, or asks for patience.
        """
        try:
            yield from self._pieces(parcel)
        except BrokenError as error:
            raise Conflict(message=error.reason) from error

    def give(self, envelope: str) -> None:
        """Send a branch's part of a masked sum.

        :raises Invalid: with the reason for which the office refuses it.
        :raises Conflict: if the office cannot be reached.
        """
        self._patiently(lambda: self._ask("/sums", envelope.encode()))

    def reply(self, envelope: str) -> None:
        """Send a branch's word on a further use of its figures.

        :raises Invalid: with the reason for which the office refuses it.
        :raises Conflict: if the office cannot be reached.
        """
        self._patiently(lambda: self._ask("/sharing", envelope.encode()))

    def ask(self, envelope: str) -> dict[str, Any]:
        """Ask a signed question; nothing is an empty answer.

        :raises Invalid: with the reason for which the office refuses it.
        :raises Conflict: if the office cannot be reached.
        """
        return self._patiently(lambda: self._ask("/questions", envelope.encode()))

    def _send(self, parcel: Outgoing, went_on: WentOn) -> dict[str, Any]:
        received = ""
        for step in self._pieces(parcel):
            went_on(step.arrived, step.total)
            received = step.received
        return {"received": received}

    def _pieces(self, parcel: Outgoing) -> Iterator[Progress]:
        content = parcel.envelope.encode()
        digest = sha256(content).hexdigest()
        have = int(self._ask("/arriving", parcel.announcement.encode())["have"])
        received = ""
        while not received:
            yield Progress(have, len(content))
            piece = content[have : have + PIECE]
            answer = self._ask(f"/arriving/{digest}?from={have}", piece)
            have, received = int(answer.get("have", have)), str(answer.get("received", ""))
        yield Progress(len(content), len(content), received)

    def _patiently(self, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        reason = NOT_REACHED
        for attempt in range(TRIES):
            if attempt:
                self.pause(PAUSE * 2 ** (attempt - 1))
            try:
                return act()
            except BrokenError as error:
                reason = error.reason
        raise Conflict(message=reason)

    def _ask(self, path: str, body: bytes) -> dict[str, Any]:
        try:
            status, text = self._exchange(path, body)
        except (OSError, HTTPException) as error:
            raise BrokenError from error
        told = _object(text)
        if status == 409 or status == 429 or status >= 500:
            raise BrokenError(_why_not_now(status, told or {}))
        if told is not None and status == 422 and "refused" in told:
            raise Invalid({"submission": [str(told["refused"])]})
        if told is None or status != 200:
            raise Conflict(message=STRANGE)
        return told

    def _exchange(self, path: str, body: bytes) -> tuple[int, bytes]:
        target = urlsplit(self.address)
        line = self._open(target.scheme, str(target.hostname), target.port)
        try:
            headers = {"Content-Type": "application/octet-stream"}
            line.request("POST", target.path.rstrip("/") + path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read(_LARGEST_ANSWER)
        finally:
            line.close()

    def _open(self, scheme: str, host: str, port: int | None) -> HTTPConnection:
        if self.connect is not None:
            return self.connect(host, port, timeout=_SECONDS)
        if scheme == "https":
            trust = ssl.create_default_context(cafile=self.authorities)
            return HTTPSConnection(host, port, timeout=_SECONDS, context=trust)
        return HTTPConnection(host, port, timeout=_SECONDS)


def _object(text: bytes) -> dict[str, Any] | None:
    """Read what the office says; None where it is something else that speaks."""
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _why_not_now(status: int, told: Mapping[str, Any]) -> str:
    """Tell why something is to be tried again: a full house is no dead line, and neither is one that is in trouble."""
    if status == 409:
        return FULL if told.get("full") else BEGINS_ANEW
    return BUSY if status == 429 else FAILED
