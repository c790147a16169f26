"""Norms and work: calibration of norms, examples and practice, quality of entries."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "norm_study",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("observations_count", sa.Integer(), nullable=False),
        sa.Column("needed_count", sa.Integer(), nullable=True),
        sa.Column("median_minutes", sa.BigInteger(), nullable=True),
        sa.Column("mean_minutes", sa.BigInteger(), nullable=False),
        sa.Column("deviation_minutes", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("low_minutes", sa.BigInteger(), nullable=False),
        sa.Column("high_minutes", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method IN ('time_study', 'looks', 'totals', 'calls')", name=op.f("ck_norm_study_method")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_norm_study_range")),
        sa.CheckConstraint(
            "minutes >= 0 AND low_minutes >= 0 AND low_minutes <= high_minutes", name=op.f("ck_norm_study_interval")
        ),
        sa.CheckConstraint("observations_count > 0", name=op.f("ck_norm_study_observed")),
        sa.ForeignKeyConstraint(["recorded_by"], ["employee.id"], name=op.f("fk_norm_study_recorded_by_employee")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_norm_study_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_norm_study")),
    )
    with op.batch_alter_table("norm_study", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_norm_study_work_type_id"), ["work_type_id"], unique=False)

    op.create_table(
        "portrait_example",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("right_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken_for_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "origin IN ('finding', 'unclear', 'split', 'hand')", name=op.f("ck_portrait_example_origin")
        ),
        sa.CheckConstraint("text <> '' AND reason <> ''", name=op.f("ck_portrait_example_says_why")),
        sa.CheckConstraint(
            "taken_for_id IS NULL OR taken_for_id <> right_type_id", name=op.f("ck_portrait_example_two_types")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["employee.id"], name=op.f("fk_portrait_example_approved_by_employee")
        ),
        sa.ForeignKeyConstraint(
            ["right_type_id"], ["work_type.id"], name=op.f("fk_portrait_example_right_type_id_work_type")
        ),
        sa.ForeignKeyConstraint(
            ["taken_for_id"], ["work_type.id"], name=op.f("fk_portrait_example_taken_for_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_example")),
    )
    with op.batch_alter_table("portrait_example", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portrait_example_right_type_id"), ["right_type_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_portrait_example_taken_for_id"), ["taken_for_id"], unique=False)

    op.create_table(
        "norm_evidence",
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("study_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("time_study_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "basis <> 'measured' OR study_id IS NOT NULL", name=op.f("ck_norm_evidence_measured_by_a_study")
        ),
        sa.CheckConstraint("basis <> 'method' OR reason <> ''", name=op.f("ck_norm_evidence_method_is_named")),
        sa.CheckConstraint("basis IN ('measured', 'method')", name=op.f("ck_norm_evidence_basis")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_norm_evidence_norm_id_norm")),
        sa.ForeignKeyConstraint(["study_id"], ["norm_study.id"], name=op.f("fk_norm_evidence_study_id_norm_study")),
        sa.ForeignKeyConstraint(
            ["time_study_id"], ["norm_study.id"], name=op.f("fk_norm_evidence_time_study_id_norm_study")
        ),
        sa.PrimaryKeyConstraint("norm_id", name=op.f("pk_norm_evidence")),
    )
    op.create_table(
        "norm_study_person",
        sa.Column("study_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.CheckConstraint("consent <> ''", name=op.f("ck_norm_study_person_has_consent")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_norm_study_person_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["norm_study.id"], name=op.f("fk_norm_study_person_study_id_norm_study")),
        sa.PrimaryKeyConstraint("study_id", "employee_id", name=op.f("pk_norm_study_person")),
    )
    op.create_table(
        "norm_study_reading",
        sa.Column("study_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"], ["norm_study.id"], name=op.f("fk_norm_study_reading_study_id_norm_study")
        ),
        sa.PrimaryKeyConstraint("study_id", "place_no", name=op.f("pk_norm_study_reading")),
    )
    op.create_table(
        "norm_study_withdrawal",
        sa.Column("study_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_norm_study_withdrawal_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_norm_study_withdrawal_by_id_employee")),
        sa.ForeignKeyConstraint(
            ["study_id"], ["norm_study.id"], name=op.f("fk_norm_study_withdrawal_study_id_norm_study")
        ),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_norm_study_withdrawal")),
    )
    op.create_table(
        "portrait_example_withdrawal",
        sa.Column("example_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_portrait_example_withdrawal_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_portrait_example_withdrawal_by_id_employee")),
        sa.ForeignKeyConstraint(
            ["example_id"],
            ["portrait_example.id"],
            name=op.f("fk_portrait_example_withdrawal_example_id_portrait_example"),
        ),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_portrait_example_withdrawal")),
    )
    op.create_table(
        "practice_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("example_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("letter_key", sa.String(), nullable=False),
        sa.Column("chosen_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("right_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(example_id IS NULL) = (letter_key <> '')", name=op.f("ck_practice_answer_one_case")),
        sa.ForeignKeyConstraint(
            ["chosen_type_id"], ["work_type.id"], name=op.f("fk_practice_answer_chosen_type_id_work_type")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_practice_answer_employee_id_employee")),
        sa.ForeignKeyConstraint(
            ["example_id"], ["portrait_example.id"], name=op.f("fk_practice_answer_example_id_portrait_example")
        ),
        sa.ForeignKeyConstraint(
            ["right_type_id"], ["work_type.id"], name=op.f("fk_practice_answer_right_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_answer")),
    )
    with op.batch_alter_table("practice_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_answer_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "trial_norm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("study_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begun_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_trial_norm_has_reason")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_trial_norm_range")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_trial_norm_minutes")),
        sa.ForeignKeyConstraint(["begun_by"], ["employee.id"], name=op.f("fk_trial_norm_begun_by_employee")),
        sa.ForeignKeyConstraint(["study_id"], ["norm_study.id"], name=op.f("fk_trial_norm_study_id_norm_study")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_trial_norm_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_norm")),
    )
    with op.batch_alter_table("trial_norm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_norm_work_type_id"), ["work_type_id"], unique=False)

    op.create_table(
        "trial_norm_end",
        sa.Column("trial_norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'proposed') = (norm_id IS NOT NULL)", name=op.f("ck_trial_norm_end_proposal_is_named")
        ),
        sa.CheckConstraint("outcome IN ('proposed', 'dropped')", name=op.f("ck_trial_norm_end_outcome")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_trial_norm_end_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_trial_norm_end_by_id_employee")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_trial_norm_end_norm_id_norm")),
        sa.ForeignKeyConstraint(
            ["trial_norm_id"], ["trial_norm.id"], name=op.f("fk_trial_norm_end_trial_norm_id_trial_norm")
        ),
        sa.PrimaryKeyConstraint("trial_norm_id", name=op.f("pk_trial_norm_end")),
    )
