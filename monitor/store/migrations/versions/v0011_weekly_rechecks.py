"""Documents that are no longer new are re-checked every week; until now their re-checks had ended."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let each document whose re-checks had ended be re-checked at the next look, and weekly from then on."""
    op.execute(
        "UPDATE publications SET recheck_due = first_seen WHERE state = 'done' AND recheck_due IS NULL"
    )


def downgrade() -> None:
    """Refuse: going back is what backups are for."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
