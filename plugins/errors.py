"""What can be wrong with a country; every message names the country, the hook and the file."""

# ruff: noqa: N818 - the errors are named for what happened, not for being errors
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a country and how to mend it.

    :param hook: the hook it was found through, or an empty string for the package as a whole.
    :param file: where the hook is implemented, with its line.
    :param check: the check that found it; ``start`` for what keeps the country from being loaded.
    """

    hook: str
    file: str
    message: str
    fix: str
    check: str = "start"

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (self.hook and f"hook {self.hook}", self.file and f"file {self.file}") if part
        )
        return f"{where}: {self.message}" if where else self.message


#: What a country may raise; one that calls ``sys.exit`` must not end the platform.
RAISED = (Exception, SystemExit)


class CountryError(Exception):
    """Base of everything that keeps a country from being used."""

    fix = "Correct the declaration in the country's package."

    def __init__(self, code: str, message: str, hook: str = "", file: str = "") -> None:
        self.code = code
        self.problems: tuple[Problem, ...] = (Problem(hook, file, message, self.fix),)
        super().__init__(f"Country '{code}', {self.problems[0]}")


class NotInstalled(CountryError):
    """The country is enabled, but no installed distribution brings it."""

    fix = "Install the country's distribution, or take its code out of ABRIGO_COUNTRIES."


class InstalledTwice(CountryError):
    """Two distributions bring a country of the same code."""

    fix = "Uninstall one of them."


class ImportFailed(CountryError):
    """The country's module cannot be imported."""

    fix = "Import the module in a Python shell and mend what it raises."


class TooSlow(CountryError):
    """The country hangs, or reads half the world, while it is imported or declares what it is."""

    fix = "Declare plain data: read files of the package and nothing else, and wait for nobody."


class WrongCode(CountryError):
    """The entry point has another name than the code that the country declares."""

    fix = "Give the entry point the name that declare_country answers."


class WrongContract(CountryError):
    """The country was written for a contract that this installation does not speak."""

    fix = "Install a version of the country for this contract, or another version of the platform."


class UnknownHook(CountryError):
    """The country answers something that nobody asks, or with arguments that are not offered."""

    fix = "Compare the function's name and arguments with plugins/HOOKS.md."


class MissingHooks(CountryError):
    """The country leaves out hooks without which it cannot run."""

    fix = "Write the missing functions in the country's plugin module and mark them with @hookimpl."


class WrongAnswer(CountryError):
    """A hook answered something that its kind may not answer."""

    fix = "Answer the type that plugins/HOOKS.md names for the hook."


class DuplicateCode(CountryError):
    """Two declarations of one hook have the same code."""

    fix = "Give each declaration a code of its own."


class HookFailed(CountryError):
    """A hook raised an error."""

    fix = "Mend the error that the hook raised."


class FaultyCountry(CountryError):
    """A country has several faults; all of them are told at once."""

    def __init__(self, code: str, problems: Sequence[Problem]) -> None:
        super().__init__(code, "; ".join(map(str, problems)))
        self.problems = tuple(problems)
