"""The shell around every page: layout, forms, static files, headers, error pages, request log."""

from core.web.cursor import Page, paged, read_cursor, write_cursor
from core.web.forms import Form
from core.web.shell import MenuItem, Shell, Viewer, install

__all__ = ["Form", "MenuItem", "Page", "Shell", "Viewer", "install", "paged", "read_cursor", "write_cursor"]
