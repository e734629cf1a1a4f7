"""What a country is: names, money, time, language, and the contract it was written for."""

from dataclasses import dataclass

from plugins.contract.text import LegalBasis, Text


@dataclass(frozen=True, slots=True)
class Country:
    """A country as its plugin declares it.

    :param code: ISO 3166-1 alpha-2 in lower case; also folder, table prefix, message domain and URL prefix.
    :param alpha3: ISO 3166-1 alpha-3, used in exchange files.
    :param currency: ISO 4217.
    :param time_zone: IANA name; a branch may have another.
    :param default_language: language code of a new user (``es``).
    :param formatting_locale: locale of dates and numbers (``es_419``), apart from the language.
    :param majority_age: completed years at which a person becomes an adult.
    :param contract: the contract version the plugin was written for.
    :param telephones: short numbers that staff must find at once, with who answers.
    """

    code: str
    alpha3: str
    name: Text
    currency: str
    time_zone: str
    default_language: str
    formatting_locale: str
    majority_age: int
    majority_basis: LegalBasis
    contract: tuple[int, int]
    week_starts_on: int = 0
    telephones: tuple["Telephone", ...] = ()


@dataclass(frozen=True, slots=True)
class Telephone:
    """A short number of an authority, for example of the missing-child alert."""

    number: str
    answers: Text
    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list.

    :param regional: the regional code or codes that it maps to, for figures; empty if none.
    """

    code: str
    label: Text
    regional: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of the country, used by forms, admissions and figures.

    :param regional_list: the regional code list that entries map to (``EXPLOITATION``), or None.
    """

    code: str
    label: Text
    entries: tuple[Code, ...]
    regional_list: str | None = None
    basis: LegalBasis | None = None
