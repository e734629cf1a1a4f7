"""What Guatemala is, and the short numbers that staff must find at once."""

from countries.gt.sources import norm
from plugins.contract.country import Country, Telephone
from plugins.contract.text import Text

MAJORITY = 18
NATIONALITY = "GT"
TIME_ZONE = "America/Guatemala"
# Weekdays count from Monday as 0; the week starts on Sunday here (CLDR).
SUNDAY = 6


def country() -> Country:
    """Say which country this is."""
    return Country(
        code="gt",
        alpha3="GTM",
        name=Text.of(es="Guatemala", en="Guatemala"),
        currency="GTQ",
        time_zone=TIME_ZONE,
        default_language="es",
        formatting_locale="es_GT",
        majority_age=MAJORITY,
        majority_basis=norm("pina_2"),
        contract=(1, 0),
        week_starts_on=SUNDAY,
        telephones=_telephones(),
    )


def _telephones() -> tuple[Telephone, ...]:
    return (
        _line("1546", "Alerta Alba-Keneth (PGN), 24 horas", "Alba-Keneth missing child alert (PGN), 24 hours"),
        _line("110", "Policía Nacional Civil", "National Civil Police"),
        _line("1572", "MP: mujeres desaparecidas (Isabel-Claudina)", "Prosecutor: missing women (Isabel-Claudina)"),
        _line("1555", "Procuraduría de los Derechos Humanos", "Human Rights Ombudsman"),
        _line("1510", "PGN: denuncias por niñas, niños y adolescentes", "PGN: reports about children"),
        _line("1534", "SVET: trata y violencia sexual", "SVET: trafficking and sexual violence"),
    )


def _line(number: str, es: str, en: str) -> Telephone:
    return Telephone(number, Text.of(es=es, en=en), norm(f"line_{number}"))
