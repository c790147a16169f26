"""Norms: work types, portraits, and dated norms with how each was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_type",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=True),
        sa.Column("name_ru", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_places", sa.Integer(), nullable=False),
        sa.Column("quantity_cap", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("introduced_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('ordinary', 'no_norm', 'described')", name=op.f("ck_work_type_purpose")),
        sa.CheckConstraint("quantity_cap IS NULL OR quantity_cap > 0", name=op.f("ck_work_type_quantity_cap")),
        sa.CheckConstraint("unit_places IN (0, 3)", name=op.f("ck_work_type_unit_places")),
        sa.ForeignKeyConstraint(["created_by"], ["employee.id"], name=op.f("fk_work_type_created_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_type")),
        sa.UniqueConstraint("alias", name=op.f("uq_work_type_alias")),
        sa.UniqueConstraint("code", name=op.f("uq_work_type_code")),
    )
    op.create_table(
        "norm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_norm_minutes")),
        sa.ForeignKeyConstraint(["proposed_by"], ["employee.id"], name=op.f("fk_norm_proposed_by_employee")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_norm_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norm")),
        sa.UniqueConstraint("work_type_id", "version", name=op.f("uq_norm_work_type_id_version")),
    )
    with op.batch_alter_table("norm", schema=None) as batch_op:
        batch_op.create_index("ix_norm_work_type_id_effective_from", ["work_type_id", "effective_from"], unique=False)

    op.create_table(
        "portrait",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name=op.f("fk_portrait_author_id_employee")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_portrait_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait")),
        sa.UniqueConstraint("work_type_id", "version", name=op.f("uq_portrait_work_type_id_version")),
    )
    op.create_table(
        "work_type_kind",
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_work_type_kind_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("work_type_id", "kind", name=op.f("pk_work_type_kind")),
    )
    op.create_table(
        "norm_approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("impact_digest", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('new_type', 'notice', 'nobody_worse', 'consents', 'founding')",
            name=op.f("ck_norm_approval_ground"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["employee.id"], name=op.f("fk_norm_approval_approved_by_employee")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_norm_approval_norm_id_norm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norm_approval")),
        sa.UniqueConstraint("norm_id", name=op.f("uq_norm_approval_norm_id")),
    )
    op.create_table(
        "norm_confirmation",
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["employee.id"], name=op.f("fk_norm_confirmation_confirmed_by_employee")
        ),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_norm_confirmation_norm_id_norm")),
        sa.PrimaryKeyConstraint("norm_id", name=op.f("pk_norm_confirmation")),
    )
    op.create_table(
        "norm_consent",
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_norm_consent_employee_id_employee")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_norm_consent_norm_id_norm")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_norm_consent_recorded_by_employee")),
        sa.PrimaryKeyConstraint("norm_id", "employee_id", name=op.f("pk_norm_consent")),
    )
    op.create_table(
        "norm_refusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_norm_refusal_norm_id_norm")),
        sa.ForeignKeyConstraint(["refused_by"], ["employee.id"], name=op.f("fk_norm_refusal_refused_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norm_refusal")),
        sa.UniqueConstraint("norm_id", name=op.f("uq_norm_refusal_norm_id")),
    )
