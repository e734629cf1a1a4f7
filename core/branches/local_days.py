"""The holidays of the place where a branch lies: on them some offices are closed there, besides the country's days."""

from datetime import date

from sqlalchemy.orm import Session

from core.calendar import Closed
from core.configuration import versions
from core.configuration.kinds import Content

#: Code of the kind that configures them, declared where what they move is known.
CODE = "local_days"


def closed_at(session: Session, branch_id: int) -> Closed:
    """Give the closed days of a branch as terms are counted by them."""
    contents = [content for _kind, _key, content in versions.contents(session, branch_id, (CODE,))]
    return closed_by(contents[0]) if contents else closed_by({"days": []})


def closed_by(content: Content) -> Closed:
    """Give the closed days that a content names."""
    once = {(row["calendar"], row["day"]) for row in content["days"] if not row["yearly"]}
    yearly = {(row["calendar"], row["day"][5:]) for row in content["days"] if row["yearly"]}

    def closed(calendar: str, day: date) -> bool:
        written = day.isoformat()
        return (calendar, written) in once or (calendar, written[5:]) in yearly

    return closed
