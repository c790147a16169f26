"""Pay: jobs shared by a crew, and grades."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number_key", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["employee.id"], name=op.f("fk_job_entered_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("year", "number_key", name=op.f("uq_job_year_number_key")),
    )
    op.create_table(
        "grade",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("coefficient", sa.BigInteger(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(scope = 'employee') = (employee_id IS NOT NULL)", name=op.f("ck_grade_employee")),
        sa.CheckConstraint("(scope = 'position') = (position <> '')", name=op.f("ck_grade_position")),
        sa.CheckConstraint("(scope = 'work_type') = (work_type_id IS NOT NULL)", name=op.f("ck_grade_work_type")),
        sa.CheckConstraint("scope <> 'scale' OR grade IS NOT NULL", name=op.f("ck_grade_scale")),
        sa.CheckConstraint("scope IN ('scale', 'work_type', 'position', 'employee')", name=op.f("ck_grade_scope")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_grade_employee_id_employee")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_grade_set_by_employee")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_grade_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
    )
    op.create_table(
        "hourly_consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hourly_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_hourly_consent_employee_id_employee")),
        sa.ForeignKeyConstraint(
            ["hourly_id"], ["hourly_money.id"], name=op.f("fk_hourly_consent_hourly_id_hourly_money")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_hourly_consent_recorded_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hourly_consent")),
    )
    op.create_table(
        "job_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step <> 'void' OR reason <> ''", name=op.f("ck_job_step_void_with_reason")),
        sa.CheckConstraint("step IN ('accept', 'void')", name=op.f("ck_job_step_step")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_job_step_by_id_employee")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_step_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_step")),
        sa.UniqueConstraint("job_id", "number", name=op.f("uq_job_step_job_id_number")),
    )
    op.create_table(
        "job_terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("shared_by", sa.String(length=24), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column("actual", sa.BigInteger(), nullable=True),
        sa.Column("bonus_per_percent", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'lump_sum') = (planned IS NOT NULL)", name=op.f("ck_job_terms_haste")),
        sa.CheckConstraint("kind IN ('crew', 'lump_sum', 'indirect')", name=op.f("ck_job_terms_kind")),
        sa.CheckConstraint(
            "shared_by IN ('coefficient', 'coefficient_days', 'tariff_hours', 'agreed')",
            name=op.f("ck_job_terms_shared_by"),
        ),
        sa.CheckConstraint(
            "(amount IS NULL) = (norm_minutes IS NOT NULL AND rate IS NOT NULL)", name=op.f("ck_job_terms_price")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_job_terms_days")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_terms_job_id_job")),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_job_terms_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_terms")),
        sa.UniqueConstraint("job_id", "revision", name=op.f("uq_job_terms_job_id_revision")),
    )
    with op.batch_alter_table("job_terms", schema=None) as batch_op:
        batch_op.create_index("ix_job_terms_period", ["period"], unique=False)

    op.create_table(
        "grade_consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grade_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_grade_consent_employee_id_employee")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_grade_consent_grade_id_grade")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_grade_consent_recorded_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_consent")),
    )
    op.create_table(
        "job_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coefficient", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("tariff", sa.BigInteger(), nullable=False),
        sa.Column("agreed", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("coefficient >= 0", name=op.f("ck_job_person_coefficient")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_job_person_employee_id_employee")),
        sa.ForeignKeyConstraint(["terms_id"], ["job_terms.id"], name=op.f("fk_job_person_terms_id_job_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_person")),
        sa.UniqueConstraint("terms_id", "place_no", name=op.f("uq_job_person_terms_id_place_no")),
    )
    with op.batch_alter_table("job_person", schema=None) as batch_op:
        batch_op.create_index("ix_job_person_employee_id", ["employee_id"], unique=False)

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
