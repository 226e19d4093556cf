"""A tick that has come and whose work is not done yet, and who is at it: no lost message may lose a look."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.String(27)


def upgrade() -> None:
    """Give ticks the time since when they are wanted, and a lease."""
    op.add_column("ticks", sa.Column("wanted", _TIME, nullable=True))
    op.add_column("ticks", sa.Column("holder", sa.Text(), nullable=True))
    op.add_column("ticks", sa.Column("lease_until", _TIME, nullable=True))


def downgrade() -> None:
    """Refuse: a look that is wanted would be lost."""
    raise NotImplementedError("a store does not go back; restore a backup made before the migration")
