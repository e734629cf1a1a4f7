"""What the forms of a report to a donor take in."""

from marshmallow import Schema

from core.i18n import lazy as _
from core.web import asking
from core.web.asking import choose, text, tick


class HeadSchema(Schema):
    """For whom a report is, and what of."""

    title = text(_("Title"), 160, needed=True)
    donor = text(_("For whom"), 160)
    period = text(_("Period"), 8, help=_("2026-03, 2026Q1 or 2026. Without one it is a template for other reports."))
    sharing = choose(
        _("Request in which the branches decided"), needed=False, widget="select",
        help=_("Only figures of those who said yes are in the report. Without one it cannot be issued."),
    )  # fmt: skip
    by_branch = tick(_("Tell the branches one by one"), help=_("Where they have decided on that."))


class NewSchema(HeadSchema):
    """A new report, on the sections of another one."""

    like = choose(_("Take the sections of"), needed=False)


class WhySchema(Schema):
    """Why a report is corrected."""

    why = text(
        _("Why is it corrected?"), 300, needed=True, long=True,
        help=_("Whoever reads the figures reads this too. Never a name, and nothing that leads to a person."),
    )  # fmt: skip


class WordsSchema(Schema):
    """The words of a part of a report."""

    title = text(_("Title"), 160, needed=True)
    text = asking.text(
        _("Text"), 6000, long=True,
        help=_("Never a name, and no story of a child: a story needs her consent, and can be withdrawn."),
    )  # fmt: skip
    story = choose(_("Story"), needed=False, help=_("Only stories that a branch offers today under her consent."))


class SectionSchema(WordsSchema):
    """A part of a report."""

    indicators = asking.text(_("Figures"), 300, help=_("Codes as in the list below, with commas: RES-003, CAP-002."))
