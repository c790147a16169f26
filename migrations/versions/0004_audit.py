"""Audit: frozen lists, seeds, samples, blind judgements, findings and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frame",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_key", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("size_rule", sa.String(length=16), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("entries_count", sa.Integer(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("minutes_a_week", sa.Integer(), nullable=False),
        sa.Column("frozen_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("size_rule IN ('equal', 'minutes')", name=op.f("ck_frame_size_rule")),
        sa.CheckConstraint("entries_count > 0", name=op.f("ck_frame_not_empty")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_frame_range")),
        sa.ForeignKeyConstraint(["frozen_by"], ["employee.id"], name=op.f("fk_frame_frozen_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame")),
        sa.UniqueConstraint("period_key", "revision", name=op.f("uq_frame_period_key_revision")),
    )
    op.create_table(
        "frame_employee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("entries_count", sa.Integer(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("sizes_total", sa.Integer(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("attention", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "attention IN ('usual', 'newcomer', 'open_question', 'quiet')", name=op.f("ck_frame_employee_attention")
        ),
        sa.CheckConstraint(
            "sample_size >= 0 AND sample_size <= entries_count", name=op.f("ck_frame_employee_sample_size")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_frame_employee_employee_id_employee")),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_frame_employee_frame_id_frame")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_employee")),
        sa.UniqueConstraint("frame_id", "employee_id", name=op.f("uq_frame_employee_frame_id_employee_id")),
    )
    with op.batch_alter_table("frame_employee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frame_employee_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "frame_withdrawal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_frame_withdrawal_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_frame_withdrawal_by_id_employee")),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_frame_withdrawal_frame_id_frame")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_withdrawal")),
        sa.UniqueConstraint("frame_id", name=op.f("uq_frame_withdrawal_frame_id")),
    )
    op.create_table(
        "seed_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("named_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("revision = 1 OR reason <> ''", name=op.f("ck_seed_source_has_reason")),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_seed_source_frame_id_frame")),
        sa.ForeignKeyConstraint(["named_by"], ["employee.id"], name=op.f("fk_seed_source_named_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seed_source")),
        sa.UniqueConstraint("frame_id", "revision", name=op.f("uq_seed_source_frame_id_revision")),
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by"], ["employee.id"], name=op.f("fk_sample_drawn_by_employee")),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_sample_frame_id_frame")),
        sa.ForeignKeyConstraint(["source_id"], ["seed_source.id"], name=op.f("fk_sample_source_id_seed_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sa.UniqueConstraint("source_id", name=op.f("uq_sample_source_id")),
    )
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.create_index("ix_sample_frame_id", ["frame_id"], unique=False)

    op.create_table(
        "seed_commit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_seed_commit_employee_id_employee")),
        sa.ForeignKeyConstraint(["source_id"], ["seed_source.id"], name=op.f("fk_seed_commit_source_id_seed_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seed_commit")),
        sa.UniqueConstraint("source_id", "employee_id", name=op.f("uq_seed_commit_source_id_employee_id")),
    )
    op.create_table(
        "seed_reveal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digits", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_seed_reveal_employee_id_employee")),
        sa.ForeignKeyConstraint(["source_id"], ["seed_source.id"], name=op.f("fk_seed_reveal_source_id_seed_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seed_reveal")),
        sa.UniqueConstraint("source_id", "employee_id", name=op.f("uq_seed_reveal_source_id_employee_id")),
    )
    op.create_table(
        "frame_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0 AND norm_minutes > 0", name=op.f("ck_frame_line_positive")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_frame_line_employee_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_frame_line_entry_id_entry")),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_frame_line_frame_id_frame")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_line")),
        sa.UniqueConstraint("entry_id", "round_no", name=op.f("uq_frame_line_entry_id_round_no")),
    )
    with op.batch_alter_table("frame_line", schema=None) as batch_op:
        batch_op.create_index("ix_frame_line_frame_id_employee_id", ["frame_id", "employee_id"], unique=False)

    op.create_table(
        "sample_employee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_sample_employee_employee_id_employee")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_sample_employee_sample_id_sample")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_employee")),
        sa.UniqueConstraint("sample_id", "employee_id", name=op.f("uq_sample_employee_sample_id_employee_id")),
    )
    op.create_table(
        "sample_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frame_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("desk_order", sa.Integer(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("handle", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_sample_item_employee_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_sample_item_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["frame_line_id"], ["frame_line.id"], name=op.f("fk_sample_item_frame_line_id_frame_line")
        ),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_sample_item_sample_id_sample")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_item")),
        sa.UniqueConstraint("handle", name=op.f("uq_sample_item_handle")),
        sa.UniqueConstraint("sample_id", "entry_id", name=op.f("uq_sample_item_sample_id_entry_id")),
    )
    with op.batch_alter_table("sample_item", schema=None) as batch_op:
        batch_op.create_index("ix_sample_item_employee_id", ["employee_id"], unique=False)
        batch_op.create_index("ix_sample_item_entry_id", ["entry_id"], unique=False)

    op.create_table(
        "recoding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=True),
        sa.Column("claimed_work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claimed_quantity", sa.BigInteger(), nullable=False),
        sa.Column("claimed_minutes", sa.BigInteger(), nullable=False),
        sa.Column("content_lost", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(verdict = 'type') = (work_type_id IS NOT NULL)", name=op.f("ck_recoding_type_when_typed")),
        sa.CheckConstraint(
            "verdict IN ('type', 'not_sure', 'cannot_tell', 'portrait_unclear', 'taken_back')",
            name=op.f("ck_recoding_verdict"),
        ),
        sa.ForeignKeyConstraint(["auditor_id"], ["employee.id"], name=op.f("fk_recoding_auditor_id_employee")),
        sa.ForeignKeyConstraint(
            ["claimed_work_type_id"], ["work_type.id"], name=op.f("fk_recoding_claimed_work_type_id_work_type")
        ),
        sa.ForeignKeyConstraint(
            ["sample_item_id"], ["sample_item.id"], name=op.f("fk_recoding_sample_item_id_sample_item")
        ),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_recoding_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoding")),
        sa.UniqueConstraint("sample_item_id", "revision", name=op.f("uq_recoding_sample_item_id_revision")),
    )
    with op.batch_alter_table("recoding", schema=None) as batch_op:
        batch_op.create_index("ix_recoding_auditor_id_at", ["auditor_id", "at"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recoding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("over_minutes", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_finding_employee_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_finding_entry_id_entry")),
        sa.ForeignKeyConstraint(["recoding_id"], ["recoding.id"], name=op.f("fk_finding_recoding_id_recoding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("recoding_id", name=op.f("uq_finding_recoding_id")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("coding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("in_trial", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('changed', 'partly', 'stays')", name=op.f("ck_decision_outcome")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_decision_has_reason")),
        sa.CheckConstraint("revision IN (1, 2)", name=op.f("ck_decision_at_most_two")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_decision_by_id_employee")),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_decision_coding_id_coding")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_decision_finding_id_finding")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_decision_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("finding_id", "revision", name=op.f("uq_decision_finding_id_revision")),
    )
    op.create_table(
        "finding_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'appealed' OR comment <> ''", name=op.f("ck_finding_answer_appeal_says_why")),
        sa.CheckConstraint("kind IN ('read', 'agreed', 'appealed')", name=op.f("ck_finding_answer_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_finding_answer_by_id_employee")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_answer_finding_id_finding")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_finding_answer_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_answer")),
        sa.UniqueConstraint("finding_id", "round", "kind", name=op.f("uq_finding_answer_finding_id_round_kind")),
    )
