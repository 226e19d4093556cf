"""Facts about past inspections that others publish, and dates that the operator recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = sa.String(27)  # 2025-11-18T09:31:07.250000Z


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("framework", sa.String(length=10), nullable=False),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("about", sa.String(length=7), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("predecessor", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("imported", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sa.UniqueConstraint("area", "key", "version", name=op.f("uq_facts_area_key_version")),
    )
    op.create_table(
        "recorded_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("follows", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_dates")),
    )
    op.create_index(op.f("ix_recorded_dates_area"), "recorded_dates", ["area"], unique=False)


def downgrade() -> None:
    """Refuse: going back would drop what people brought in by hand."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
