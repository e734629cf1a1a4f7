"""First tables of Zedland.

Revision zz1, after nothing; 2026-01-01 09:00 UTC.

A revision is frozen history: it imports none of our code and is never edited once it has been released.
"""

import sqlalchemy as sa
from alembic import op

revision = "zz1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "zz_pier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_zz_pier_branch_id_branch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zz_pier")),
    )
    with op.batch_alter_table("zz_pier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_zz_pier_branch_id"), ["branch_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        scope = "(SELECT string_to_array(current_setting('abrigo.branches', true), ',')::int[])"
        op.execute("ALTER TABLE zz_pier ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE zz_pier FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY branch_scope ON zz_pier USING ({scope} && ARRAY[0, coalesce(branch_id, -1)])")


def downgrade() -> None:
    """Go back, for development only: what the tables hold is lost."""
    op.drop_table("zz_pier")
