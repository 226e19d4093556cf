"""What figures are made of: how often sources were read, how long reading took; and indexes to count by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and the indexes that keep counting quick in a large store."""
    for column in ("ok_count", "failed_count"):
        op.add_column("sources", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("reports", sa.Column("read_seconds", sa.Float(), nullable=True))
    sent, uncertain = sa.text("state = 'sent'"), sa.text("maybe_sent_at IS NOT NULL")
    op.create_index(
        "ix_deliveries_sent",
        "deliveries",
        ["channel", "settled"],
        sqlite_where=sent,
        postgresql_where=sent,
    )
    op.create_index(
        "ix_deliveries_maybe_sent",
        "deliveries",
        ["channel"],
        sqlite_where=uncertain,
        postgresql_where=uncertain,
    )
    op.create_index(op.f("ix_polls_kind_ok_finished"), "polls", ["kind", "ok", "finished"])
    op.drop_index(op.f("ix_deliveries_state_due"), "deliveries")
    op.create_index(op.f("ix_deliveries_state_due_channel"), "deliveries", ["state", "due", "channel"])


def downgrade() -> None:
    """Refuse: going back would forget the counts."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
