"""The alerts for missing persons: Alba-Keneth for children, Isabel-Claudina for women.

Decreto 28-2010 lets nobody wait 24 or 48 hours; the hour is the home's own target (C). Private alerts are not
published: the official bulletin is. A man of age has no alert of his own, and so none is declared.
"""

from dataclasses import replace

from countries.gt import forms
from countries.gt.sources import norm
from plugins.contract.missing import About, MissingProtocol, MissingStep
from plugins.contract.text import Text

ALERT, INCIDENT = "alerta_alba_keneth", "informe_incidente_critico"


def protocols() -> tuple[MissingProtocol, ...]:
    """Give the alert for children and the one for women."""
    return (_alba_keneth(), _isabel_claudina())


def _alba_keneth() -> MissingProtocol:
    return MissingProtocol(
        code="alba_keneth",
        label=Text.of(es="Alerta Alba-Keneth", en="Alba-Keneth alert"),
        about=About.MINORS,
        basis=norm("alba_keneth"),
        steps=(
            MissingStep(
                "alerta",
                Text.of(es="Denunciar la desaparición y activar la alerta", en="Report it and activate the alert"),
                forms.term_of(ALERT),
                "director",
                ("pgn_alba_keneth", "pnc", "mp_fiscalia"),
                ALERT,
            ),
            MissingStep(
                "autoridades",
                Text.of(es="Informar al juzgado, a la PGN y al CNA", en="Inform the court, the PGN and the CNA"),
                forms.term_of(INCIDENT),
                "lawyer",
                ("juzgado_ninez", "pgn", "cna"),
                INCIDENT,
            ),
        ),
        care=Text.of(
            es="No publique alertas propias: espere el boletín oficial. Nunca diga la dirección ni qué casa es.",
            en="Do not publish alerts of your own: wait for the official bulletin. Never tell the address or what house"
            " it is.",
        ),
        told_in="circunstancias",
    )


def _isabel_claudina() -> MissingProtocol:
    due = replace(forms.term_of(ALERT), code="isabel_claudina")
    return MissingProtocol(
        code="isabel_claudina",
        label=Text.of(es="Alerta Isabel-Claudina (mujeres adultas)", en="Isabel-Claudina alert (adult women)"),
        about=About.ADULTS,
        basis=norm("isabel_claudina"),
        steps=(
            MissingStep(
                "alerta",
                Text.of(es="Denunciar la desaparición ante el MP", en="Report it to the prosecutor"),
                replace(due, wording=None),
                "director",
                ("mp_isabel_claudina", "pnc"),
            ),
        ),
        sexes=("F",),
    )
