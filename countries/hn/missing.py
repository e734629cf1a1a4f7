"""The search for missing persons: the AMBER alert for children, the search protocol for adults.

No waiting time may be required since the protocol of 2024 (B). Who activates the AMBER alert, and by which regulation,
is an open question, so that the police is told first and the prosecutor and SENAF may take its place.
"""

from dataclasses import replace

from countries.hn import forms
from countries.hn.sources import norm
from plugins.contract.missing import About, MissingProtocol, MissingStep
from plugins.contract.text import Text

ALERT = "alerta_amber"


def protocols() -> tuple[MissingProtocol, ...]:
    """Give the alert for children and the search for adults."""
    return (_amber(), _search())


def _amber() -> MissingProtocol:
    return MissingProtocol(
        code="amber",
        label=Text.of(es="Alerta AMBER", en="AMBER alert"),
        about=About.MINORS,
        basis=norm("amber"),
        steps=(
            MissingStep(
                "reporte",
                Text.of(es="Reportar la desaparición y pedir la alerta", en="Report it and ask for the alert"),
                forms.term_of(ALERT),
                "director",
                ("dpi", "mp_ninez", "senaf"),
                ALERT,
            ),
        ),
        care=Text.of(
            es="Antes de que se difunda su imagen, valore el riesgo. Lo relativo a trata no se publica.",
            en="Weigh the risk before her image is published. Nothing about trafficking is published.",
        ),
    )


def _search() -> MissingProtocol:
    return MissingProtocol(
        code="busqueda",
        label=Text.of(es="Búsqueda de persona desaparecida", en="Search for a missing person"),
        about=About.ADULTS,
        basis=norm("search_protocol"),
        steps=(
            MissingStep(
                "reporte",
                Text.of(es="Reportar la desaparición", en="Report it"),
                replace(forms.term_of(ALERT), code="busqueda"),
                "director",
                ("dpi",),
            ),
        ),
    )
