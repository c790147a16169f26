"""The mail gate's administration: why an app password was revoked, and notices that were cleared."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("app_password", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revoked_because", sa.String(), server_default=sa.text("('')"), nullable=False))
    with op.batch_alter_table("retention_round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notices", sa.Integer(), server_default="0", nullable=False))
