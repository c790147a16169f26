"""Payroll: rates, the steps of a month, closings with copied figures, corrections, exports."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accrual_kind_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("external_code", sa.String(length=64), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_accrual_kind_code_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accrual_kind_code")),
    )
    with op.batch_alter_table("accrual_kind_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accrual_kind_code_kind"), ["kind"], unique=False)

    op.create_table(
        "closing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("rounding", sa.String(length=8), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("norm_days", sa.Integer(), nullable=False),
        sa.Column("norm_hours", sa.BigInteger(), nullable=False),
        sa.Column("minimum_wage_from", sa.Date(), nullable=True),
        sa.Column("minimum_wage", sa.BigInteger(), nullable=True),
        sa.Column("minimum_wage_source", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("values_hash", sa.String(length=64), nullable=False),
        sa.Column("journal_head", sa.String(length=64), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rounding IN ('unit', 'line')", name=op.f("ck_closing_rounding")),
        sa.CheckConstraint("employee_key = COALESCE(employee_id, 0)", name=op.f("ck_closing_employee_key")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_closing_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
        sa.UniqueConstraint("period", "employee_key", "revision", name=op.f("uq_closing_period_employee_key_revision")),
    )
    op.create_table(
        "rate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("per", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(scope = 'employee') = (employee_id IS NOT NULL)", name=op.f("ck_rate_employee")),
        sa.CheckConstraint("(scope = 'position') = (position <> '')", name=op.f("ck_rate_position")),
        sa.CheckConstraint("per IN ('norm_minute', 'hour')", name=op.f("ck_rate_per")),
        sa.CheckConstraint("scope IN ('employee', 'position', 'office')", name=op.f("ck_rate_scope")),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_rate_amount")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_rate_employee_id_employee")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_rate_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
    )
    with op.batch_alter_table("rate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rate_scope_employee_id_position_effective_from",
            ["scope", "employee_id", "position", "effective_from"],
            unique=False,
        )

    op.create_table(
        "accrual",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("rate_amount", sa.BigInteger(), nullable=True),
        sa.Column("rate_per", sa.String(length=16), nullable=True),
        sa.Column("coefficient", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("source_period", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_accrual_closing_id_closing")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_accrual_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accrual")),
        sa.UniqueConstraint(
            "closing_id", "employee_id", "place_no", name=op.f("uq_accrual_closing_id_employee_id_place_no")
        ),
    )
    op.create_table(
        "adjustment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_period", sa.Integer(), nullable=False),
        sa.Column("source_closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("standing IN ('due', 'offered')", name=op.f("ck_adjustment_standing")),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_adjustment_closing_id_closing")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_adjustment_employee_id_employee")),
        sa.ForeignKeyConstraint(
            ["source_closing_id"], ["closing.id"], name=op.f("fk_adjustment_source_closing_id_closing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint(
            "closing_id",
            "employee_id",
            "source_period",
            name=op.f("uq_adjustment_closing_id_employee_id_source_period"),
        ),
    )
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.create_index("ix_adjustment_source_period_employee_id", ["source_period", "employee_id"], unique=False)

    op.create_table(
        "closed_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("fte", sa.BigInteger(), nullable=False),
        sa.Column("norm_days", sa.Integer(), nullable=False),
        sa.Column("norm_hours", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("seq_last", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_closed_person_closing_id_closing")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_closed_person_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_person")),
        sa.UniqueConstraint("closing_id", "employee_id", name=op.f("uq_closed_person_closing_id_employee_id")),
    )
    with op.batch_alter_table("closed_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_person_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "closed_rate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("rate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("per", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_closed_rate_closing_id_closing")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_closed_rate_employee_id_employee")),
        sa.ForeignKeyConstraint(["rate_id"], ["rate.id"], name=op.f("fk_closed_rate_rate_id_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_rate")),
        sa.UniqueConstraint(
            "closing_id", "employee_id", "first_day", name=op.f("uq_closed_rate_closing_id_employee_id_first_day")
        ),
    )
    op.create_table(
        "export",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_export_by_id_employee")),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_export_closing_id_closing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_period"), ["period"], unique=False)

    op.create_table(
        "month_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("step <> 'reopen' OR reason <> ''", name=op.f("ck_month_step_reopened_with_reason")),
        sa.CheckConstraint("step IN ('freeze', 'approve', 'close', 'reopen')", name=op.f("ck_month_step_step")),
        sa.CheckConstraint("employee_key = COALESCE(employee_id, 0)", name=op.f("ck_month_step_employee_key")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_month_step_by_id_employee")),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_month_step_closing_id_closing")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_month_step_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_step")),
        sa.UniqueConstraint("period", "employee_key", "number", name=op.f("uq_month_step_period_employee_key_number")),
    )
    op.create_table(
        "accrual_line",
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("type_code", sa.String(), nullable=False),
        sa.Column("type_name_ru", sa.String(), nullable=False),
        sa.Column("type_name_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("norm_version", sa.Integer(), nullable=True),
        sa.Column("norm_minutes_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("rate_amount", sa.BigInteger(), nullable=False),
        sa.Column("rate_per", sa.String(length=16), nullable=False),
        sa.Column("piece_rate", sa.BigInteger(), nullable=True),
        sa.Column("coefficient", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("source_period", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_accrual_line_closing_id_closing")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_accrual_line_norm_id_norm")),
        sa.ForeignKeyConstraint(["rate_id"], ["rate.id"], name=op.f("fk_accrual_line_rate_id_rate")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_accrual_line_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accrual_line")),
        sa.UniqueConstraint(
            "closing_id", "employee_id", "place_no", name=op.f("uq_accrual_line_closing_id_employee_id_place_no")
        ),
    )
    op.create_table(
        "adjustment_line",
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("type_code", sa.String(), nullable=False),
        sa.Column("type_name_ru", sa.String(), nullable=False),
        sa.Column("type_name_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("norm_version", sa.Integer(), nullable=True),
        sa.Column("norm_minutes_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("rate_amount", sa.BigInteger(), nullable=False),
        sa.Column("rate_per", sa.String(length=16), nullable=False),
        sa.Column("piece_rate", sa.BigInteger(), nullable=True),
        sa.Column("coefficient", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("source_period", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustment.id"], name=op.f("fk_adjustment_line_adjustment_id_adjustment")
        ),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_adjustment_line_norm_id_norm")),
        sa.ForeignKeyConstraint(["rate_id"], ["rate.id"], name=op.f("fk_adjustment_line_rate_id_rate")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_adjustment_line_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_line")),
        sa.UniqueConstraint("adjustment_id", "place_no", name=op.f("uq_adjustment_line_adjustment_id_place_no")),
    )
    op.create_table(
        "adjustment_settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustment.id"], name=op.f("fk_adjustment_settlement_adjustment_id_adjustment")
        ),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["closing.id"], name=op.f("fk_adjustment_settlement_closing_id_closing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_settlement")),
        sa.UniqueConstraint(
            "adjustment_id", "closing_id", name=op.f("uq_adjustment_settlement_adjustment_id_closing_id")
        ),
    )
    with op.batch_alter_table("adjustment_settlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustment_settlement_closing_id"), ["closing_id"], unique=False)
