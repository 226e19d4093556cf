"""How often a tick's work was begun in a row and never ended: what kills whoever does it must not go on."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count the starts of ticks."""
    op.add_column("ticks", sa.Column("unended", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Refuse: going back is what backups are for."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
