"""The name of the look that led to a publication or an event, to find its work in the log by."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give publications and events a trace."""
    for table in ("publications", "events"):
        op.add_column(table, sa.Column("trace", sa.Text(), nullable=True))


def downgrade() -> None:
    """Refuse: what led to what would be forgotten."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
