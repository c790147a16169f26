"""Checks: a second auditor, adjudication, seeds and plans."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("frame") as batch:
        batch.drop_constraint(op.f("ck_frame_size_rule"), type_="check")
        batch.create_check_constraint(op.f("ck_frame_size_rule"), "size_rule IN ('equal', 'minutes', 'risk')")
    op.create_table(
        "totals_fit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("rounds_done", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["employee.id"], name=op.f("fk_totals_fit_begun_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totals_fit")),
    )
    op.create_table(
        "frame_sizes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_rule", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_frame_sizes_frame_id_frame")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_sizes")),
        sa.UniqueConstraint("frame_id", name=op.f("uq_frame_sizes_frame_id")),
    )
    op.create_table(
        "list_making",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("period_key", sa.String(length=16), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begun_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.CheckConstraint("what IN ('freeze', 'draw')", name=op.f("ck_list_making_what")),
        sa.ForeignKeyConstraint(["begun_by"], ["employee.id"], name=op.f("fk_list_making_begun_by_employee")),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_list_making_frame_id_frame")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_making")),
    )
    op.create_table(
        "portrait_case_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("example_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("example_id IS NOT NULL OR reason <> ''", name=op.f("ck_portrait_case_answer_says_why")),
        sa.CheckConstraint("kind IN ('finding', 'unclear', 'split')", name=op.f("ck_portrait_case_answer_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_portrait_case_answer_by_id_employee")),
        sa.ForeignKeyConstraint(
            ["example_id"], ["portrait_example.id"], name=op.f("fk_portrait_case_answer_example_id_portrait_example")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_case_answer")),
        sa.UniqueConstraint("kind", "number", "revision", name=op.f("uq_portrait_case_answer_kind_number_revision")),
    )
    op.create_table(
        "sample_continuation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_count", sa.Integer(), nullable=False),
        sa.Column("to_count", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_sample_continuation_has_reason")),
        sa.CheckConstraint("to_count > from_count AND from_count >= 0", name=op.f("ck_sample_continuation_continues")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_sample_continuation_by_id_employee")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_sample_continuation_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_sample_continuation_sample_id_sample")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_continuation")),
        sa.UniqueConstraint(
            "sample_id",
            "employee_id",
            "from_count",
            name=op.f("uq_sample_continuation_sample_id_employee_id_from_count"),
        ),
    )
    op.create_table(
        "second_stratum",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("works_count", sa.Integer(), nullable=False),
        sa.Column("spread_minutes", sa.BigInteger(), nullable=False),
        sa.Column("chosen_count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("chosen_count >= 0 AND chosen_count <= works_count", name=op.f("ck_second_stratum_chosen")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_second_stratum_sample_id_sample")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_stratum")),
        sa.UniqueConstraint("sample_id", "code", name=op.f("uq_second_stratum_sample_id_code")),
    )
    op.create_table(
        "laid_work",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("auditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handle", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["auditor_id"], ["employee.id"], name=op.f("fk_laid_work_auditor_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_laid_work_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["sample_item_id"], ["sample_item.id"], name=op.f("fk_laid_work_sample_item_id_sample_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_laid_work")),
        sa.UniqueConstraint("auditor_id", "sample_item_id", name=op.f("uq_laid_work_auditor_id_sample_item_id")),
        sa.UniqueConstraint("handle", name=op.f("uq_laid_work_handle")),
    )
    with op.batch_alter_table("laid_work", schema=None) as batch_op:
        batch_op.create_index("ix_laid_work_sample_item_id", ["sample_item_id"], unique=False)

    op.create_table(
        "second_choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_second_choice_sample_id_sample")),
        sa.ForeignKeyConstraint(
            ["sample_item_id"], ["sample_item.id"], name=op.f("fk_second_choice_sample_item_id_sample_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_choice")),
        sa.UniqueConstraint("sample_item_id", name=op.f("uq_second_choice_sample_item_id")),
    )
    with op.batch_alter_table("second_choice", schema=None) as batch_op:
        batch_op.create_index("ix_second_choice_sample_id", ["sample_id"], unique=False)

    op.create_table(
        "judgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("recoding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(ground = 'taken_back') = (recoding_id IS NULL)", name=op.f("ck_judgement_stands_on_a_recoding")
        ),
        sa.CheckConstraint(
            "ground IN ('alone', 'agreed', 'adjudicated', 'split', 'taken_back')", name=op.f("ck_judgement_ground")
        ),
        sa.ForeignKeyConstraint(["recoding_id"], ["recoding.id"], name=op.f("fk_judgement_recoding_id_recoding")),
        sa.ForeignKeyConstraint(
            ["sample_item_id"], ["sample_item.id"], name=op.f("fk_judgement_sample_item_id_sample_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("sample_item_id", "revision", name=op.f("uq_judgement_sample_item_id_revision")),
    )
    with op.batch_alter_table("judgement", schema=None) as batch_op:
        batch_op.create_index("ix_judgement_recoding_id", ["recoding_id"], unique=False)

    op.create_table(
        "known_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("laid_work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("known_by", sa.String(length=16), nullable=False),
        sa.Column("sample_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("right_work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("right_quantity", sa.BigInteger(), nullable=False),
        sa.Column("right_minutes", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'type') = (work_type_id IS NOT NULL)", name=op.f("ck_known_answer_type_when_typed")
        ),
        sa.CheckConstraint("known_by IN ('decision', 'agreement')", name=op.f("ck_known_answer_known_by")),
        sa.CheckConstraint(
            "verdict IN ('type', 'not_sure', 'cannot_tell', 'portrait_unclear', 'taken_back')",
            name=op.f("ck_known_answer_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["laid_work_id"], ["laid_work.id"], name=op.f("fk_known_answer_laid_work_id_laid_work")
        ),
        sa.ForeignKeyConstraint(
            ["right_work_type_id"], ["work_type.id"], name=op.f("fk_known_answer_right_work_type_id_work_type")
        ),
        sa.ForeignKeyConstraint(
            ["sample_item_id"], ["sample_item.id"], name=op.f("fk_known_answer_sample_item_id_sample_item")
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_known_answer_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_answer")),
        sa.UniqueConstraint("laid_work_id", "revision", name=op.f("uq_known_answer_laid_work_id_revision")),
    )
    with op.batch_alter_table("recoding", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_recoding_sample_item_id_revision"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_recoding_sample_item_id_auditor_id_revision"), ["sample_item_id", "auditor_id", "revision"]
        )
