"""Whom we may not write to any more; tries of a delivery that never ended; when it was asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.String(27)


def upgrade() -> None:
    """Create the table of blocks, and give deliveries two columns."""
    op.create_table(
        "blocks",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", "area", name=op.f("pk_blocks")),
    )
    op.add_column("deliveries", sa.Column("unended", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("requested", _TIME, nullable=True))


def downgrade() -> None:
    """Refuse: going back would forget who wants no more messages."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
