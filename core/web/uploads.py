"""What is sent stays in memory until it is sealed: a file that a child is in never lies on the disk in clear.

Requests are small (see ``core.app.LARGEST_REQUEST``), so there is room for it.
"""

import io
from typing import IO

from flask import Flask, Request


class InMemory(Request):
    """A request whose files are not written to a temporary folder, however large they are."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return io.BytesIO()


def install(app: Flask) -> None:
    """Take every request in this way."""
    app.request_class = InMemory
