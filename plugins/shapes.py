"""Compares a declaration with the types that the contract promises, field by field.

A country may come from people who run no type checker: without this, a label given as a plain string would only
fail months later on the one page that reads it.
"""

import types
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from plugins.contract.text import Text

Test = Callable[[Any], bool]


def faults_of(declaration: Any) -> Iterator[str]:
    """Tell each field of a contract object that is not of its declared type, and each empty text."""
    if _is_well_formed(declaration):
        return
    kind: Any = type(declaration)
    hints = _hints(kind)
    faults = [
        fault
        for field in fields(kind)
        for fault in _compare(field.name, getattr(declaration, field.name), hints[field.name])
    ]
    if isinstance(declaration, Text) and not faults:
        yield from _empty_texts(declaration)
    yield from faults


def _is_well_formed(declaration: Any) -> bool:
    """Answer the usual case quickly: a start asks this of ten thousand objects and tells the faults of none."""
    if not all(fits(getattr(declaration, name)) for name, fits in _tests_of(declaration.__class__)):
        return False
    return not isinstance(declaration, Text) or next(_empty_texts(declaration), None) is None


@cache
def _tests_of(kind: type) -> tuple[tuple[str, Test], ...]:
    return tuple((field.name, _test_of(_hints(kind)[field.name])) for field in fields(kind))


@cache
def _test_of(expected: Any) -> Test:
    origin, members = get_origin(expected), get_args(expected)
    if origin in (Union, types.UnionType):
        options = tuple(map(_test_of, members))
        return lambda value: any(fits(value) for fits in options)
    if origin is tuple:
        return _test_of_tuple(members)
    plain: Any = origin or expected
    if is_dataclass(plain):
        return lambda value: isinstance(value, plain) and _is_well_formed(value)  # type: ignore[arg-type]
    return lambda value: _is_a(value, plain)


def _test_of_tuple(members: tuple[Any, ...]) -> Test:
    if members[-1:] == (Ellipsis,):
        each = _test_of(members[0])
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    tests = tuple(map(_test_of, members))
    return lambda value: (
        isinstance(value, tuple)
        and len(value) == len(tests)
        and all(fits(item) for fits, item in zip(tests, value, strict=True))
    )


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _compare(where: str, value: object, expected: Any) -> Iterator[str]:
    origin = get_origin(expected)
    if origin in (Union, types.UnionType):
        yield from _compare_union(where, value, get_args(expected))
    elif origin is tuple:
        yield from _compare_tuple(where, value, get_args(expected))
    elif not _is_a(value, origin or expected):
        yield f"{where}: expected {_name(expected)}, got {type(value).__name__}"
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (f"{where}.{fault}" for fault in faults_of(value))


def _compare_union(where: str, value: object, options: tuple[Any, ...]) -> Iterator[str]:
    found = [list(_compare(where, value, option)) for option in options]
    if all(found):
        closest = [faults for option, faults in zip(options, found, strict=True) if _is_a(value, _plain(option))]
        expected = " or ".join(map(_name, options))
        yield from closest[0] if closest else [f"{where}: expected {expected}, got {type(value).__name__}"]


def _compare_tuple(where: str, value: object, members: tuple[Any, ...]) -> Iterator[str]:
    if not isinstance(value, tuple):
        yield f"{where}: expected tuple, got {type(value).__name__}"
        return
    endless = members[-1:] == (Ellipsis,)
    if not endless and len(value) != len(members):
        yield f"{where}: expected {len(members)} members, got {len(value)}"
        return
    for number, item in enumerate(value):
        yield from _compare(f"{where}[{number}]", item, members[0] if endless else members[number])


def _is_a(value: object, expected: Any) -> bool:
    if expected is Callable:
        return callable(value)
    if expected is date and isinstance(value, datetime):
        return False
    if expected is int and isinstance(value, bool):
        return False
    return isinstance(value, expected)


def _plain(expected: Any) -> Any:
    return get_origin(expected) or expected


def _name(expected: Any) -> str:
    plain = _plain(expected)
    return "None" if plain is types.NoneType else str(getattr(plain, "__name__", plain))


def _empty_texts(text: Text) -> Iterator[str]:
    if not text.versions:
        yield "versions: expected a text in at least one language, got none"
    for version in text.versions:
        if not version[1].strip():
            yield f"versions: the text in '{version[0]}' is empty"
