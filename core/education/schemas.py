"""What the pages of trainings take in."""

from marshmallow import Schema

from core.education import terms
from core.i18n import lazy as _
from core.web.asking import choose, day, number, revision, several, text, tick


class TrainingSchema(Schema):
    """A training as it is planned."""

    title = text(_("Title"), 160, needed=True)
    topic = choose(_("Topic"), terms.TOPICS)
    audience = choose(_("Audience"), terms.PUBLICS, widget="select")
    partner_id = number(_("Institution that is trained"), 1, 2**31, needed=False, widget="select")
    from_on = day(_("From"))
    until_on = day(_("Until"))
    sessions = number(_("Sessions planned"), 1, 200)
    pass_mark = number(_("Pass mark, of a hundred"), 1, 100, needed=False,
                       help=_("Needed before results of the test after it are written."))  # fmt: skip
    revision = revision()


class PersonSchema(Schema):
    """Somebody who takes part."""

    name = text(_("Name"), 120, needed=True, help=_("It is sealed."))
    sign_in = text(_("What tells her or him from others of that name"), 120,
                   help=_("A document, a birth date, a post. Only a mark of it is kept."))  # fmt: skip
    contact = text(_("How to reach her or him"), 120, help=_("It is sealed."))
    public = choose(_("Audience"), terms.PUBLICS, widget="select")
    sex = choose(_("Sex"), terms.PERSON_SEXES)
    official = tick(_("She or he is a public official"))
    multiplier = tick(_("She or he will pass it on"))


class SessionSchema(Schema):
    """A session that was held."""

    on_day = day(_("Day"))
    minutes = number(_("Minutes"), 1, 1440)
    named = several(_("Who was there, by name"))
    public = choose(_("Audience of those without a name"), terms.PUBLICS, widget="select")
    women = number(_("Women without a name"), 0, 5000, needed=False)
    men = number(_("Men without a name"), 0, 5000, needed=False)
    others = number(_("Others without a name"), 0, 5000, needed=False)


class ScoreSchema(Schema):
    """What somebody scored."""

    pre = number(_("Before, of a hundred"), 0, 100, needed=False)
    post = number(_("After, of a hundred"), 0, 100, needed=False)


class CheckSchema(Schema):
    """What came of a training."""

    answered = tick(_("She or he answered"))
    on = day(_("Day"))
    example_on = day(_("Day of an example of use"), needed=False)
    confirmed_by = choose(_("Who confirms it"), terms.CONFIRMED_BY, needed=False)
    repeats = number(_("How often it was passed on"), 0, 1000, needed=False)
    claimed_reach = number(_("How many were reached, by her or his word"), 0, 100000, needed=False)
    verified_reach = number(_("How many of them are verified"), 0, 100000, needed=False)
