"""Prints the reference of all hooks from their docstrings: ``python -m plugins.reference > plugins/HOOKS.md``."""

import inspect
import re
import sys
from collections.abc import Iterator
from types import ModuleType

from plugins import CONTRACT
from plugins.hookspecs import CONCERNS, OFFICE, REQUIRED
from plugins.manager import known_hooks

OPENING = f"""\
# Hooks

What a country can be asked, by contract {CONTRACT[0]}.{CONTRACT[1]}, and below it what a package of formats can be.
Printed from the docstrings of `plugins/hookspecs`; do not edit: `python -m plugins.reference > plugins/HOOKS.md`."""

KINDS = {
    "declare": "asked once, at start unless it says otherwise, every answer gathered",
    "decide": "asked at work, the first answer other than None is used",
    "check": "asked at work, the objections of every answer gathered",
    "on": "told after the commit, the answer ignored and an error only logged",
}

_FIELD = re.compile(r"^:(?:param )?(\w+): ", re.MULTILINE)


def reference() -> str:
    """Give the reference as Markdown."""
    kinds = "\n".join(f"- `{verb}_…`: {told}" for verb, told in KINDS.items())
    return "\n\n".join([OPENING, kinds, *(_concern(concern) for concern in (*CONCERNS, *OFFICE))]) + "\n"


def _concern(concern: ModuleType) -> str:
    name = concern.__name__.rpartition(".")[2]
    hooks = known_hooks((concern,))
    return "\n\n".join([f"## {name}", inspect.getdoc(concern) or "", *(_hook(concern, hook) for hook in hooks)])


def _hook(concern: ModuleType, hook: str) -> str:
    specification = getattr(concern, hook)
    required = " Required." if hook in REQUIRED else ""
    told = KINDS[hook.partition("_")[0]]
    return "\n\n".join(
        [f"### `{hook}{_signature(specification)}`", f"*{told[0].upper()}{told[1:]}.{required}*", *_body(specification)]
    )


def _signature(specification: object) -> str:
    assert callable(specification)
    return re.sub(r"['\"]", "", str(inspect.signature(specification))).replace("datetime.datetime", "datetime")


def _body(specification: object) -> Iterator[str]:
    prose, _, rest = (inspect.getdoc(specification) or "").partition("\n\n:")
    yield prose.replace("``", "`")
    if rest:
        yield _FIELD.sub(r"- **\1**: ", f":{rest}").replace("``", "`")


if __name__ == "__main__":
    sys.stdout.write(reference())
