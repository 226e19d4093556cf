"""An index of when documents are to be compared again: asked every second, and of no use to most of them."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f("ix_publications_state_recheck_due"), "publications", ["state", "recheck_due"])


def downgrade() -> None:
    """Refuse: going back is what backups are for."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
