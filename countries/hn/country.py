"""What Honduras is, and the short numbers that staff must find at once."""

from countries.hn.sources import norm
from plugins.contract.country import Country, Telephone
from plugins.contract.text import Text

MAJORITY = 18
# Weekdays count from Monday as 0; the week starts on Sunday here (CLDR).
SUNDAY = 6


def country() -> Country:
    """Say which country this is; the doubt about civil capacity between 18 and 21 stands in ``majority_basis``."""
    return Country(
        code="hn",
        alpha3="HND",
        name=Text.of(es="Honduras", en="Honduras"),
        currency="HNL",
        time_zone="America/Tegucigalpa",
        default_language="es",
        formatting_locale="es_HN",
        majority_age=MAJORITY,
        majority_basis=norm("majority"),
        contract=(1, 0),
        week_starts_on=SUNDAY,
        telephones=_telephones(),
    )


def _telephones() -> tuple[Telephone, ...]:
    return (
        Telephone("911", Text.of(es="Emergencias y policía", en="Emergencies and police"), norm("emergency_line")),
        Telephone(
            "145",
            Text.of(es="CICESCT: trata y explotación sexual", en="CICESCT: trafficking and sexual exploitation"),
            norm("trafficking_line"),
        ),
        Telephone("104", Text.of(es="Secretaría de Educación", en="Ministry of Education"), norm("education_line")),
    )
