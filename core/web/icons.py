"""Icons inside the page, cut from the sprite of the stylesheet's wheel: no request, no script, always beside a word."""

import re
from functools import cache
from pathlib import Path

import flask_bootstrap
from markupsafe import Markup

_WHEEL = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_SYMBOL = re.compile(r'<symbol[^>]*?viewBox="([^"]+)"[^>]*?id="([\w-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def icon(name: str) -> Markup:
    """Draw an icon that says nothing of its own; an unknown name draws nothing."""
    found = _sprite().get(name)
    if found is None:
        return Markup("")
    box, shape = found
    look = 'class="ab-icon" width="16" height="16" fill="currentColor" aria-hidden="true"'
    # The shape comes from the installed wheel, never from a user.
    return Markup(f'<svg viewBox="{box}" {look}>{shape}</svg>')  # noqa: S704


@cache
def _sprite() -> dict[str, tuple[str, str]]:
    path = _WHEEL / "icons" / "bootstrap-icons.svg"
    if not path.exists():
        return {}
    return {name: (box, shape.strip()) for box, name, shape in _SYMBOL.findall(path.read_text())}
