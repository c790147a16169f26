"""Pay: timesheets, schemes, tariffs, statements and the paper kit."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("announced_on <= signed_on", name=op.f("ck_acknowledgement_days")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_acknowledgement_employee_id_employee")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_acknowledgement_recorded_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index("ix_acknowledgement_day_employee_id", ["day", "employee_id"], unique=False)

    op.create_table(
        "advance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rounding", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["employee.id"], name=op.f("fk_advance_approved_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advance")),
        sa.UniqueConstraint("period", "revision", name=op.f("uq_advance_period_revision")),
    )
    op.create_table(
        "hourly_money",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('tariff', 'average')", name=op.f("ck_hourly_money_what")),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_hourly_money_amount")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_hourly_money_employee_id_employee")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_hourly_money_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hourly_money")),
    )
    with op.batch_alter_table("hourly_money", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hourly_money_employee_id_what", ["employee_id", "what", "effective_from"], unique=False
        )

    op.create_table(
        "minimum_wage",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_minimum_wage_amount")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_minimum_wage_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_wage")),
    )
    op.create_table(
        "month_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("worth", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what IN ('day_off', 'day_off_unused', 'shortfall', 'cut', 'top_up')", name=op.f("ck_month_note_what")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_month_note_employee_id_employee")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_month_note_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_note")),
    )
    with op.batch_alter_table("month_note", schema=None) as batch_op:
        batch_op.create_index("ix_month_note_period_employee_id", ["period", "employee_id"], unique=False)

    op.create_table(
        "scheme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(scope = 'employee') = (employee_id IS NOT NULL)", name=op.f("ck_scheme_employee")),
        sa.CheckConstraint("(scope = 'position') = (position <> '')", name=op.f("ck_scheme_position")),
        sa.CheckConstraint("scope IN ('employee', 'position', 'office')", name=op.f("ck_scheme_scope")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_scheme_employee_id_employee")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_scheme_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
    )
    op.create_table(
        "timesheet_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_timesheet_day_employee_id_employee")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_timesheet_day_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timesheet_day")),
    )
    with op.batch_alter_table("timesheet_day", schema=None) as batch_op:
        batch_op.create_index("ix_timesheet_day_day_employee_id", ["day", "employee_id"], unique=False)

    op.create_table(
        "advance_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("advance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advance_id"], ["advance.id"], name=op.f("fk_advance_person_advance_id_advance")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_advance_person_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advance_person")),
        sa.UniqueConstraint("advance_id", "employee_id", name=op.f("uq_advance_person_advance_id_employee_id")),
    )
    op.create_table(
        "pay_consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(rate_id IS NULL) <> (scheme_id IS NULL)", name=op.f("ck_pay_consent_subject")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_pay_consent_employee_id_employee")),
        sa.ForeignKeyConstraint(["rate_id"], ["rate.id"], name=op.f("fk_pay_consent_rate_id_rate")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_pay_consent_recorded_by_employee")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_pay_consent_scheme_id_scheme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_consent")),
    )
    op.create_table(
        "pay_line",
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("coefficient", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("formula_ru", sa.String(), nullable=False),
        sa.Column("formula_en", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("source_period", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name=op.f("fk_pay_line_closing_id_closing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_line")),
        sa.UniqueConstraint(
            "closing_id", "employee_id", "place_no", name=op.f("uq_pay_line_closing_id_employee_id_place_no")
        ),
    )
    op.create_table(
        "adjustment_pay_line",
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("coefficient", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("formula_ru", sa.String(), nullable=False),
        sa.Column("formula_en", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("source_period", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustment.id"], name=op.f("fk_adjustment_pay_line_adjustment_id_adjustment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_pay_line")),
        sa.UniqueConstraint("adjustment_id", "place_no", name=op.f("uq_adjustment_pay_line_adjustment_id_place_no")),
    )
    op.create_table(
        "advance_line",
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
        sa.Column("advance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["advance_id"], ["advance.id"], name=op.f("fk_advance_line_advance_id_advance")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_advance_line_norm_id_norm")),
        sa.ForeignKeyConstraint(["rate_id"], ["rate.id"], name=op.f("fk_advance_line_rate_id_rate")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_advance_line_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advance_line")),
        sa.UniqueConstraint(
            "advance_id", "employee_id", "place_no", name=op.f("uq_advance_line_advance_id_employee_id_place_no")
        ),
    )
    op.create_table(
        "return_consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("paper", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("paper IS NULL OR paper <> ''", name=op.f("ck_return_consent_paper")),
        sa.CheckConstraint("state IN ('pending', 'agreed', 'refused')", name=op.f("ck_return_consent_state")),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustment.id"], name=op.f("fk_return_consent_adjustment_id_adjustment")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_return_consent_recorded_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_consent")),
    )
    with op.batch_alter_table("return_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_consent_adjustment_id"), ["adjustment_id"], unique=False)

    with op.batch_alter_table("closed_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("worked_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("worked_hours", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("fulfilment_hours", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("terms", sa.Text(), nullable=True))
