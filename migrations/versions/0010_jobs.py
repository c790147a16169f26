"""Pay: jobs shared by a crew, and grades."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality_act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("quality", sa.String(length=16), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(quality = 'partial') = (percent IS NOT NULL)", name=op.f("ck_quality_act_percent")),
        sa.CheckConstraint(
            "quality IN ('accepted', 'returned', 'partial', 'rejected')", name=op.f("ck_quality_act_quality")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["employee.id"], name=op.f("fk_quality_act_decided_by_employee")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_quality_act_employee_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_quality_act_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_act")),
    )
    with op.batch_alter_table("quality_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_act_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_act_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_act_period"), ["period"], unique=False)

    op.create_table(
        "quality_acknowledgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way IN ('read', 'signed', 'refused')", name=op.f("ck_quality_acknowledgement_way")),
        sa.ForeignKeyConstraint(
            ["act_id"], ["quality_act.id"], name=op.f("fk_quality_acknowledgement_act_id_quality_act")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["employee.id"], name=op.f("fk_quality_acknowledgement_recorded_by_employee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_acknowledgement")),
        sa.UniqueConstraint("act_id", name=op.f("uq_quality_acknowledgement_act_id")),
    )
