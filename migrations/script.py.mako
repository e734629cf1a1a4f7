"""${message}.

Revision ${up_revision}, after ${down_revision or "nothing" | comma,n}; ${create_date.strftime("%Y-%m-%d %H:%M")} UTC.

A revision is frozen history: it imports none of our code and is never edited once it has been released. It runs while
children live in the house. What drops, renames or narrows a column destroys records that the law orders us to keep:
add, copy and retire instead, over two releases.
"""

import sqlalchemy as sa
from alembic import op${"\n" + imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Bring the tables forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go back, for development only: what the tables hold is lost."""
    ${downgrades if downgrades else "pass"}
