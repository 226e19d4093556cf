"""Find what else waits for an address, so that a burst goes out as one message."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index over the addresses of deliveries."""
    op.create_index(
        op.f("ix_deliveries_channel_address_state"), "deliveries", ["channel", "address", "state"]
    )


def downgrade() -> None:
    """Refuse, as every migration here does."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
