"""Writes XML element by element; what is told can never become markup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl


class Sheet:
    """An XML document that is being written, and can be taken away in pieces."""

    def __init__(self) -> None:
        self._buffer = StringIO()
        self._out = XMLGenerator(self._buffer, "UTF-8", short_empty_elements=True)
        self._out.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        """Open an element, and close it after what is written meanwhile."""
        self._out.startElement(name, AttributesImpl(attributes or {}))
        yield
        self._out.endElement(name)

    def leaf(self, name: str, attributes: Mapping[str, str] | None = None, text: str = "") -> None:
        """Write an element that holds text or nothing."""
        with self.element(name, attributes):
            if text:
                self._out.characters(text)

    def take(self) -> bytes:
        """Take away what has been written since the last time."""
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode()
