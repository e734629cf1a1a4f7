"""The four ways to ask a country. Each knows what its kind of hook may answer and lets nothing else through.

pluggy's ``Any`` ends here.
"""

import logging
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from traceback import walk_tb
from typing import Any, TypeVar

from plugins.contract.stages import Objection
from plugins.errors import RAISED, DuplicateCode, HookFailed, WrongAnswer
from plugins.manager import CountryManager
from plugins.shapes import faults_of

T = TypeVar("T")

#: More than any country has villages: a generator that never ends is a slip, and would fill the memory.
MOST = 250_000

logger = logging.getLogger(__name__)


def collect(
    manager: CountryManager, hook: str, kind: type[T], key: Callable[[T], Hashable] | None = None
) -> tuple[T, ...]:
    """Gather everything a country declares through one ``declare_`` hook.

    :param key: what must be different for each declaration, usually its code.
    :raises WrongAnswer: if anything but well-formed *kind* is declared.
    :raises DuplicateCode: if two declarations have the same key.
    """
    try:
        answers = getattr(manager.hook, hook)()
        items = (item for answer in answers for item in _items(manager, hook, answer))
        declared = tuple(islice(items, MOST + 1))
    except (WrongAnswer, HookFailed):
        raise
    except RAISED as error:
        message = f"raised {type(error).__name__}: {error}"
        raise HookFailed(manager.code, message, hook, _raised_at(manager, hook, error)) from error
    if len(declared) > MOST:
        raise WrongAnswer(manager.code, f"declares more than {MOST} things", hook, manager.file_of(hook))
    _refuse_ill_formed(manager, hook, kind, declared)
    if key:
        _refuse_duplicates(manager, hook, [key(item) for item in declared])
    return declared


def collect_one(manager: CountryManager, hook: str, kind: type[T]) -> T:
    """Ask a ``declare_`` hook that has exactly one answer.

    :raises WrongAnswer: if there is none, more than one, or it is not a well-formed *kind*.
    """
    answers = _call(manager, hook, {})
    if len(answers) != 1:
        raise WrongAnswer(manager.code, f"has {len(answers)} answers, not one", hook, manager.file_of(hook))
    _refuse_ill_formed(manager, hook, kind, answers)
    answer: T = answers[0]
    return answer


def collect_class(manager: CountryManager, hook: str, base: type[T]) -> type[T] | None:
    """Ask a ``declare_`` hook that gives a class, or that a country need not answer.

    :raises WrongAnswer: if there is more than one answer, or it is no class of *base*.
    """
    answers = _call(manager, hook, {})
    if len(answers) > 1:
        raise WrongAnswer(manager.code, f"has {len(answers)} answers, not one", hook, manager.file_of(hook))
    for answer in answers:
        if not (isinstance(answer, type) and issubclass(answer, base)):
            raise _wrong(manager, hook, base, answer)
    return answers[0] if answers else None


def decide(manager: CountryManager, hook: str, kind: type[T], /, **arguments: object) -> T | None:
    """Ask a ``decide_`` hook; the first answer other than None counts.

    :returns: None if neither the country nor core has an answer.
    :raises WrongAnswer: if the answer is not a *kind*.
    """
    answer = _call(manager, hook, arguments)
    if answer is None or isinstance(answer, kind):
        return answer
    raise _wrong(manager, hook, kind, answer)


def decide_all(manager: CountryManager, hook: str, kind: type[T], /, **arguments: object) -> tuple[T, ...]:
    """Ask a ``decide_`` hook whose answer is a tuple of *kind*; no answer is an empty one.

    :raises WrongAnswer: if the answer is not a tuple of well-formed *kind*.
    """
    answer: tuple[T, ...] = decide(manager, hook, tuple, **arguments) or ()
    _refuse_ill_formed(manager, hook, kind, answer)
    return answer


def check(manager: CountryManager, hook: str, /, **arguments: object) -> list[Objection]:
    """Gather the objections of every implementation of a ``check_`` hook.

    :raises WrongAnswer: if anything but a list of objections is answered.
    """
    objections: list[Objection] = []
    for answer in _call(manager, hook, arguments):
        if not isinstance(answer, list | tuple):
            raise _wrong(manager, hook, list, answer)
        objections.extend(answer)
    for objection in objections:
        if not isinstance(objection, Objection):
            raise _wrong(manager, hook, Objection, objection)
    return objections


def notify(manager: CountryManager, hook: str, /, **arguments: object) -> None:
    """Tell a country what has happened; an error is logged and harms nobody."""
    try:
        getattr(manager.hook, hook)(**arguments)
    except RAISED as error:  # the act is committed; a country's mistake must not undo the answer
        # Neither the error's text nor its traceback: both may quote what is in a child's file.
        logger.error(
            "Country '%s', hook %s, file %s: raised %s and was left out",
            manager.code,
            hook,
            _raised_at(manager, hook, error),
            type(error).__name__,
        )


def _call(manager: CountryManager, hook: str, arguments: dict[str, object]) -> Any:
    try:
        return getattr(manager.hook, hook)(**arguments)
    except RAISED as error:
        raise _failure(manager, hook, error) from error


def _items(manager: CountryManager, hook: str, answer: object) -> Iterable[Any]:
    if isinstance(answer, tuple | list | Iterator):
        return answer
    raise _wrong(manager, hook, tuple, answer)


def _refuse_ill_formed(manager: CountryManager, hook: str, kind: type, declared: Iterable[object]) -> None:
    faults: list[str] = []
    for item in declared:
        if not isinstance(item, kind):
            raise _wrong(manager, hook, kind, item)
        faults.extend(f"{_name_of(item)}.{fault}" for fault in faults_of(item))
    if faults:
        raise WrongAnswer(manager.code, "; ".join(faults), hook, manager.file_of(hook))


def _refuse_duplicates(manager: CountryManager, hook: str, keys: list[Hashable]) -> None:
    twice = sorted({str(key) for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    if twice:
        raise DuplicateCode(manager.code, f"declares more than once: {', '.join(twice)}", hook, manager.file_of(hook))


def _name_of(item: object) -> str:
    code = getattr(item, "code", None) or getattr(item, "key", None)
    return f"{type(item).__name__} {code}" if code else type(item).__name__


def _wrong(manager: CountryManager, hook: str, kind: type, answer: object) -> WrongAnswer:
    # The type only: an answer may quote what is in a child's file.
    message = f"expected {kind.__name__}, got {type(answer).__name__}"
    return WrongAnswer(manager.code, message, hook, manager.file_of(hook))


def _failure(manager: CountryManager, hook: str, error: BaseException) -> HookFailed:
    # The error itself stays chained; its text may quote what is in a child's file, so the message leaves it out.
    return HookFailed(manager.code, f"raised {type(error).__name__}", hook, _raised_at(manager, hook, error))


def _raised_at(manager: CountryManager, hook: str, error: BaseException) -> str:
    bodies = {getattr(each.function, "__code__", None) for each in getattr(manager.hook, hook).get_hookimpls()}
    for frame, line in walk_tb(error.__traceback__):
        if frame.f_code in bodies:
            return f"{frame.f_code.co_filename}:{line}"
    return manager.file_of(hook)
