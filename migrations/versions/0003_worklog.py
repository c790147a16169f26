"""Worklog: entries with codings and totals; letters, calls, documents, clients; days accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_register",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("series", sa.String(length=12), nullable=False),
        sa.Column("title_ru", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_register")),
        sa.UniqueConstraint("series", name=op.f("uq_document_register_series")),
    )
    op.create_table(
        "pbx_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("uniqueid", sa.String(), nullable=False),
        sa.Column("sequence", sa.String(), nullable=False),
        sa.Column("linkedid", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pbx_row")),
        sa.UniqueConstraint("source", "uniqueid", "sequence", name="uq_pbx_row_source_uniqueid_sequence"),
    )
    with op.batch_alter_table("pbx_row", schema=None) as batch_op:
        batch_op.create_index("ix_pbx_row_source_linkedid", ["source", "linkedid"], unique=False)

    op.create_table(
        "client",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["employee.id"], name=op.f("fk_client_created_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_name_key"), ["name_key"], unique=False)

    op.create_table(
        "day_acceptance",
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("causes", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_day_acceptance_by_id_employee")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_day_acceptance_employee_id_employee")),
        sa.PrimaryKeyConstraint("employee_id", "day", name=op.f("pk_day_acceptance")),
    )
    op.create_table(
        "document_counter",
        sa.Column("register_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["register_id"], ["document_register.id"], name=op.f("fk_document_counter_register_id_document_register")
        ),
        sa.PrimaryKeyConstraint("register_id", "year", name=op.f("pk_document_counter")),
    )
    op.create_table(
        "entry_counter",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_entry_counter_employee_id_employee")),
        sa.PrimaryKeyConstraint("period", "employee_id", name=op.f("pk_entry_counter")),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("last_day IS NULL OR first_day <= last_day", name=op.f("ck_extension_range")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_extension_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index("ix_extension_source_number", ["source", "number"], unique=False)

    op.create_table(
        "letter_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("cc", sa.String(), nullable=False),
        sa.Column("bcc", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("work_type", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("last_reply", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_letter_draft_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_draft")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_draft_message_id")),
    )
    with op.batch_alter_table("letter_draft", schema=None) as batch_op:
        batch_op.create_index("ix_letter_draft_employee_id", ["employee_id"], unique=False)

    op.create_table(
        "letter_refusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_letter_refusal_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_refusal")),
    )
    with op.batch_alter_table("letter_refusal", schema=None) as batch_op:
        batch_op.create_index("ix_letter_refusal_employee_id_at", ["employee_id", "at"], unique=False)

    op.create_table(
        "missed_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("linkedid", sa.String(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds_waited", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_missed_call_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_call")),
        sa.UniqueConstraint("source", "linkedid", name="uq_missed_call_source_linkedid"),
    )
    with op.batch_alter_table("missed_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_missed_call_number_key"), ["number_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_missed_call_started_at"), ["started_at"], unique=False)

    op.create_table(
        "client_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('mail', 'phone')", name=op.f("ck_client_contact_kind")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_contact_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_contact")),
        sa.UniqueConstraint("kind", "key", name="uq_client_contact_kind_key"),
    )
    with op.batch_alter_table("client_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_contact_client_id"), ["client_id"], unique=False)

    op.create_table(
        "missed_call_end",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("missed_call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_missed_call_end_by_id_employee")),
        sa.ForeignKeyConstraint(
            ["missed_call_id"], ["missed_call.id"], name=op.f("fk_missed_call_end_missed_call_id_missed_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_call_end")),
        sa.UniqueConstraint("missed_call_id", name=op.f("uq_missed_call_end_missed_call_id")),
    )
    op.create_table(
        "day_total",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("condition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_day_total_employee_id_employee")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_day_total_norm_id_norm")),
        sa.PrimaryKeyConstraint("period", "employee_id", "day", "norm_id", "condition", name=op.f("pk_day_total")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("late_reason", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("period", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("condition", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(period IS NULL) = (norm_id IS NULL)", name=op.f("ck_entry_counted_with_norm")),
        sa.CheckConstraint("(period IS NULL) = (seq IS NULL)", name=op.f("ck_entry_counted_whole")),
        sa.CheckConstraint("quantity >= 0 AND norm_minutes >= 0", name=op.f("ck_entry_not_negative")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_entry_client_id_client")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_entry_employee_id_employee")),
        sa.ForeignKeyConstraint(["entered_by"], ["employee.id"], name=op.f("fk_entry_entered_by_employee")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_entry_norm_id_norm")),
        sa.ForeignKeyConstraint(["replaces_id"], ["entry.id"], name=op.f("fk_entry_replaces_id_entry")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_entry_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("period", "employee_id", "seq", name="uq_entry_period_employee_seq"),
        sa.UniqueConstraint("uid", name=op.f("uq_entry_uid")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_entry_client",
            ["client_id", "at"],
            unique=False,
            sqlite_where=sa.text("client_id IS NOT NULL"),
            postgresql_where=sa.text("client_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entry_late",
            ["employee_id", "day"],
            unique=False,
            sqlite_where=sa.text("late_reason IS NOT NULL"),
            postgresql_where=sa.text("late_reason IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entry_output",
            ["period", "employee_id", "day", "norm_id", "condition", "quantity", "norm_minutes"],
            unique=False,
        )
        batch_op.create_index(
            "ix_entry_replaces",
            ["replaces_id"],
            unique=False,
            sqlite_where=sa.text("replaces_id IS NOT NULL"),
            postgresql_where=sa.text("replaces_id IS NOT NULL"),
        )

    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_hop", sa.String(), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portrait_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("described_minutes", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_other_content", sa.Boolean(), nullable=False),
        sa.Column("is_quoted_type", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["employee.id"], name=op.f("fk_attempt_actor_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_attempt_entry_id_entry")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_attempt_norm_id_norm")),
        sa.ForeignKeyConstraint(["portrait_id"], ["portrait.id"], name=op.f("fk_attempt_portrait_id_portrait")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_attempt_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_entry_id", ["entry_id"], unique=False)

    op.create_table(
        "call",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_call_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_call")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index("ix_call_number_key", ["number_key"], unique=False)

    op.create_table(
        "call_match",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hand_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exchange_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_entry_id"], ["entry.id"], name=op.f("fk_call_match_exchange_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(["hand_entry_id"], ["entry.id"], name=op.f("fk_call_match_hand_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_match")),
        sa.UniqueConstraint("hand_entry_id", "exchange_entry_id", name="uq_call_match_hand_exchange"),
    )
    with op.batch_alter_table("call_match", schema=None) as batch_op:
        batch_op.create_index("ix_call_match_exchange_entry_id", ["exchange_entry_id"], unique=False)

    op.create_table(
        "coding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("norm_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("portrait_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("norm_minutes", sa.BigInteger(), nullable=False),
        sa.Column("described_minutes", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("after_seal", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_void OR (quantity = 0 AND norm_minutes = 0 AND reason <> '')", name=op.f("ck_coding_void_is_zero")
        ),
        sa.CheckConstraint(
            "is_void OR (work_type_id IS NOT NULL AND norm_id IS NOT NULL)", name=op.f("ck_coding_typed_or_void")
        ),
        sa.CheckConstraint("quantity >= 0 AND norm_minutes >= 0", name=op.f("ck_coding_not_negative")),
        sa.ForeignKeyConstraint(["actor_id"], ["employee.id"], name=op.f("fk_coding_actor_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_coding_entry_id_entry")),
        sa.ForeignKeyConstraint(["norm_id"], ["norm.id"], name=op.f("fk_coding_norm_id_norm")),
        sa.ForeignKeyConstraint(["portrait_id"], ["portrait.id"], name=op.f("fk_coding_portrait_id_portrait")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_coding_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
    )
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coding_after_seal",
            ["entry_id"],
            unique=False,
            sqlite_where=sa.text("after_seal"),
            postgresql_where=sa.text("after_seal"),
        )
        batch_op.create_index(
            "ix_coding_described",
            ["entry_id"],
            unique=False,
            sqlite_where=sa.text("described_minutes IS NOT NULL"),
            postgresql_where=sa.text("described_minutes IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_coding_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("register_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("register_number", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_document_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["document_register.id"], name=op.f("fk_document_register_id_document_register")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_document")),
        sa.UniqueConstraint("register_id", "year", "number", name="uq_document_register_year_number"),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_register_id", ["register_id"], unique=False)

    op.create_table(
        "entry_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name=op.f("fk_entry_note_author_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_note_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_note")),
    )
    with op.batch_alter_table("entry_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_note_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "entry_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_source_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_source")),
        sa.UniqueConstraint("source", "key", name="uq_entry_source_source_key"),
    )
    with op.batch_alter_table("entry_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_source_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("in_reply_to", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_composed", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_letter_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_message_id"), ["message_id"], unique=False)

    op.create_table(
        "letter_body",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("is_utf8_asked", sa.Boolean(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_letter_body_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_letter_body")),
    )
    op.create_table(
        "letter_content",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_letter_content_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_letter_content")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("described_minutes", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_proposal_by_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_proposal_entry_id_entry")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_proposal_work_type_id_work_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "call_match_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("call_match_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_call_match_decision_by_id_employee")),
        sa.ForeignKeyConstraint(
            ["call_match_id"], ["call_match.id"], name=op.f("fk_call_match_decision_call_match_id_call_match")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_match_decision")),
        sa.UniqueConstraint("call_match_id", name=op.f("uq_call_match_decision_call_match_id")),
    )
    op.create_table(
        "described_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_described_decision_by_id_employee")),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_described_decision_coding_id_coding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_described_decision")),
        sa.UniqueConstraint("coding_id", name=op.f("uq_described_decision_coding_id")),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("resolved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("resolved_by IS NULL OR reason <> ''", name=op.f("ck_outcome_resolved_with_reason")),
        sa.CheckConstraint(
            "resolved_by IS NOT NULL OR accepted = (code >= 200 AND code < 300)",
            name=op.f("ck_outcome_accepted_by_code"),
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_outcome_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["resolved_by"], ["employee.id"], name=op.f("fk_outcome_resolved_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_outcome_attempt_id")),
    )
    op.create_table(
        "proposal_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("coding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["employee.id"], name=op.f("fk_proposal_decision_by_id_employee")),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_proposal_decision_coding_id_coding")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_decision_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_decision")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_proposal_decision_proposal_id")),
    )
