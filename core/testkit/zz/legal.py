"""What a stay may rest on in Zedland, and the task that follows an admission."""

from datetime import timedelta

from core.testkit.zz.sources import CHILD_ACT, SHELTER_RULES
from plugins.contract.events import TaskBook
from plugins.contract.legal import Decider, MeasureKind, Validity
from plugins.contract.stages import AdmissionView
from plugins.contract.text import Text

MEASURE_KINDS = (
    MeasureKind(
        code="court_order",
        label=Text.of(es="Orden del juzgado", en="Court order"),
        decider=Decider.COURT,
        provisional=False,
        limit_hours=None,
        covers_stay=True,
        validities=(Validity.FIXED, Validity.UNTIL_REVIEW),
        basis=CHILD_ACT,
        reminder_days=90,
    ),
    MeasureKind(
        code="handover",
        label=Text.of(es="Entrega provisional", en="Provisional handover"),
        decider=Decider.ADMINISTRATION,
        provisional=True,
        limit_hours=72,
        covers_stay=True,
        validities=(Validity.FIXED,),
        basis=CHILD_ACT,
        limit_basis=SHELTER_RULES,
    ),
    MeasureKind(
        code="verbal",
        label=Text.of(es="Orden verbal", en="Verbal order"),
        decider=Decider.EITHER,
        provisional=True,
        limit_hours=24,
        covers_stay=True,
        validities=(Validity.FIXED,),
        basis=CHILD_ACT,
        limit_basis=SHELTER_RULES,
    ),
    MeasureKind(
        code="school_enrolment",
        label=Text.of(es="Inscripción escolar ordenada", en="Ordered school enrolment"),
        decider=Decider.COURT,
        provisional=False,
        limit_hours=None,
        covers_stay=False,
        validities=(Validity.UNTIL_FURTHER_ORDER,),
        basis=CHILD_ACT,
    ),
)

REGISTER = Text.of(es="Anotar el ingreso en el registro de Zedlandia", en="Enter the admission in Zedland's register")


def write_tasks(admission: AdmissionView, tasks: TaskBook) -> None:
    """Ask the social worker to register the admission within three days, counted from the hour she came."""
    due = admission.admitted_at + timedelta(days=3)
    tasks.add("zz_register", REGISTER, due, "social_worker", SHELTER_RULES)
