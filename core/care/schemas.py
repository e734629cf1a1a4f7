"""What the pages of care take in."""

from marshmallow import Schema

from core.care import incident_terms as told
from core.care import terms
from core.i18n import lazy as _
from core.web.asking import choose, day, hour, number, several, text, tick

_DAY = _("Day")
_NOTE = _("Note for the team")
_SEALED = _("It is sealed, and read by those who may read this discipline.")


class ServiceSchema(Schema):
    """A service to one person."""

    discipline = choose(_("Discipline"), widget="select")
    on_day = day(_DAY)
    minutes = number(_("Minutes"), 1, 720)
    kind = choose(_("Kind"), terms.SERVICE_KINDS)
    mode = choose(_("How"), terms.MODES)
    attendance = choose(_("Attendance"), terms.ATTENDANCE)
    partner_id = number(_("Given by an institution"), 1, 2**31, needed=False, widget="select",
                        help=_("Leave it empty if somebody of the house gave it."))  # fmt: skip
    note = text(_NOTE, 2000, long=True, help=_SEALED)


class GroupSchema(Schema):
    """A session of a group."""

    discipline = choose(_("Discipline"), widget="select")
    on_day = day(_DAY)
    minutes = number(_("Minutes"), 1, 720)
    people = several(_("Who came"))
    note = text(_NOTE, 2000, long=True, help=_("One note for the session. Write nothing here about one person."))


class PlanSchema(Schema):
    """A plan as it is agreed; how often in thirty days each service is planned stands below."""

    agreed_on = day(_("Agreed on"))
    assent = choose(_("What she says"), terms.ASSENT)
    signed_by = choose(_("Who else has signed"), terms.SIGNED_BY, needed=False)
    wish = text(_("What she wants, in her words"), 1000, long=True)
    note = text(_NOTE, 2000, long=True)


class ReviewSchema(Schema):
    """A review of a plan."""

    on_day = day(_("Reviewed on"))
    next_on = day(_("Next review"), help=_("Within 90 days."))
    note = text(_NOTE, 2000, long=True)


class SchoolingSchema(Schema):
    """A place in a school."""

    kind = choose(_("Kind"), terms.SCHOOL_KINDS)
    level = text(_("Grade or trade"), 60)
    from_on = day(_("From"))
    outside = tick(_("It is outside the house"))
    compulsory = tick(_("School is compulsory at her age"))


class SchoolEndSchema(Schema):
    """How a place in a school ended."""

    until_on = day(_("Until"))
    result = choose(_("How it ended"), terms.SCHOOL_RESULTS)


class MonthSchema(Schema):
    """The days of one month."""

    month = day(_("Any day of the month"))
    school_days = number(_("Days on which there was school"), 1, 31)
    days_present = number(_("Days on which she was there"), 0, 31)


class ModuleSchema(Schema):
    """A module of education."""

    module = choose(_("Module"), terms.MODULES)
    began_on = day(_("Began on"))


class AssessmentSchema(Schema):
    """What every assessment has; single answers or the score come with the instrument."""

    time_point = choose(_("Point in time"), terms.TIME_POINTS)
    on_day = day(_DAY)
    language = choose(_("Language in which she answered"), needed=False, widget="select")
    clinical = tick(_("A clinician asks for it in the first week"))
    note = text(_("Note"), 2000, long=True)


class NotTakenSchema(Schema):
    """Why a measure was not taken."""

    instrument = choose(_("Instrument"), widget="select")
    time_point = choose(_("Point in time"), terms.TIME_POINTS)
    on_day = day(_DAY)
    reason = choose(_("Why it was not taken"), terms.NOT_DONE)


class PregnancySchema(Schema):
    """A pregnancy."""

    noted_on = day(_("Noted on"))
    began_on = day(_("Began about"), needed=False)


class PregnancyEndSchema(Schema):
    """How a pregnancy ended."""

    ended_on = day(_("Ended on"))
    outcome = text(_("How it ended"), 600, long=True, help=_("It is sealed."))


class TreatmentSchema(Schema):
    """A treatment plan."""

    began_on = day(_("Began on"))
    due_end_on = day(_("Due to end on"))
    goals = text(_("Goals agreed with her"), 1000, long=True, help=_("It is sealed."))


class TreatmentEndSchema(Schema):
    """How a treatment ended."""

    ended_on = day(_("Ended on"))
    result = choose(_("Result"), terms.TREATMENT_RESULTS)


class IncidentSchema(Schema):
    """An incident as it is reported: the story comes last."""

    kind = choose(_("What it is"), {code: word for code, word in told.KINDS.items() if code != told.CONCERN})
    level = choose(_("How serious"), told.LEVELS)
    happened_at = hour(_("When"))
    harm_in_care = tick(_("A child was harmed while in our care"))
    harmed = several(_("Who was harmed"))
    harmed_unknown = tick(_("It is not known who was harmed, or she is not on the list"))
    involved = several(_("Who else took part or saw it"))
    facts = text(_("What happened, in facts"), 4000, needed=True, long=True)
    action = text(_("What was done at once"), 4000, long=True)


class ConcernSchema(Schema):
    """A concern about somebody of the staff."""

    audience = several(_("Who is told of it"), told.AUDIENCE)
    about_user_id = number(_("Whom it is about, if you know"), 1, 2**31, needed=False, widget="select")
    level = choose(_("How serious"), told.LEVELS)
    happened_at = hour(_("When"))
    facts = text(_("What happened, in facts"), 4000, needed=True, long=True)


class NoticeSchema(Schema):
    """Somebody who has to be told."""

    told_to = choose(_("Who has to be told"), told.TOLD_TO, widget="select")
    due_at = hour(_("Until when"))


class ReceiptSchema(Schema):
    """That somebody was told."""

    receipt = text(_("By what it can be proved"), 120, help=_("A number, a seal, an hour. No names of residents."))


class LessonsSchema(Schema):
    """What was learnt of an incident."""

    lessons = text(_("What was learnt, and what changes"), 4000, needed=True, long=True)


class ComplaintSchema(Schema):
    """A complaint of a resident."""

    about = choose(_("What it is about"), told.ABOUT)
    received_on = day(_DAY)
    text = text(_("What she said, in her words"), 4000, needed=True, long=True,
                help=_("She may stay without a name. It is sealed."))  # fmt: skip


class AnswerSchema(Schema):
    """The answer to a complaint."""

    answered_on = day(_("Answered on"))
    answer = text(_("What she was answered"), 4000, needed=True, long=True)
