"""Mail: signing in to the gate, held letters and their notices, the composer, service mail, what is kept of a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gate_failure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_failure")),
    )
    with op.batch_alter_table("gate_failure", schema=None) as batch_op:
        batch_op.create_index("ix_gate_failure_address_at", ["address", "at"], unique=False)
        batch_op.create_index("ix_gate_failure_at", ["at"], unique=False)
        batch_op.create_index("ix_gate_failure_login_at", ["login", "at"], unique=False)

    op.create_table(
        "kept_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_file")),
    )
    op.create_table(
        "retention_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_round")),
    )
    with op.batch_alter_table("retention_round", schema=None) as batch_op:
        batch_op.create_index("ix_retention_round_day", ["day"], unique=False)

    op.create_table(
        "address_book",
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cards", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_address_book_employee_id_employee")),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_address_book")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_calendar_year_set_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "holding_choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_holding_choice_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_choice")),
    )
    with op.batch_alter_table("holding_choice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_holding_choice_employee_id_effective_from", ["employee_id", "effective_from"], unique=False
        )

    op.create_table(
        "letter_signature",
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_letter_signature_employee_id_employee")
        ),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_letter_signature")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_ids", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_notice_employee_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
        sa.UniqueConstraint("token", name=op.f("uq_notice_token")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_fate_next_try_at", ["fate", "next_try_at"], unique=False)

    op.create_table(
        "standard_letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["employee.id"], name=op.f("fk_standard_letter_created_by_employee")),
        sa.ForeignKeyConstraint(["owner_id"], ["employee.id"], name=op.f("fk_standard_letter_owner_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_letter")),
    )
    with op.batch_alter_table("standard_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_letter_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "notice_paper",
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_paper_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_paper")),
    )
    op.create_table(
        "service_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["employee.id"], name=op.f("fk_service_account_created_by_employee")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_service_account_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_account")),
        sa.UniqueConstraint("login", name=op.f("uq_service_account_login")),
    )
    op.create_table(
        "standard_letter_use",
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_standard_letter_use_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["standard_letter.id"], name=op.f("fk_standard_letter_use_letter_id_standard_letter")
        ),
        sa.PrimaryKeyConstraint("employee_id", "letter_id", name=op.f("pk_standard_letter_use")),
    )
    op.create_table(
        "standard_letter_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('ru', 'en')", name=op.f("ck_standard_letter_version_language")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["standard_letter.id"], name=op.f("fk_standard_letter_version_letter_id_standard_letter")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["employee.id"], name=op.f("fk_standard_letter_version_set_by_employee")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_standard_letter_version_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_letter_version")),
        sa.UniqueConstraint("letter_id", "version", name=op.f("uq_standard_letter_version_letter_id_version")),
    )
    op.create_table(
        "app_password",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_from", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(employee_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_app_password_one_owner")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["service_account.id"], name=op.f("fk_app_password_account_id_service_account")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["employee.id"], name=op.f("fk_app_password_created_by_employee")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_app_password_employee_id_employee")),
        sa.ForeignKeyConstraint(["revoked_by"], ["employee.id"], name=op.f("fk_app_password_revoked_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_password")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_app_password_secret_hash")),
    )
    with op.batch_alter_table("app_password", schema=None) as batch_op:
        batch_op.create_index("ix_app_password_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_app_password_employee_id", ["employee_id"], unique=False)

    op.create_table(
        "service_account_address",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["service_account.id"], name=op.f("fk_service_account_address_account_id_service_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "address", name=op.f("pk_service_account_address")),
    )
    op.create_table(
        "service_letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("next_hop", sa.String(), nullable=False),
        sa.CheckConstraint("(employee_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_service_letter_one_author")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["service_account.id"], name=op.f("fk_service_letter_account_id_service_account")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_service_letter_employee_id_employee")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_service_letter_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_letter")),
    )
    with op.batch_alter_table("service_letter", schema=None) as batch_op:
        batch_op.create_index("ix_service_letter_account_id", ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_letter_at"), ["at"], unique=False)
        batch_op.create_index("ix_service_letter_employee_id", ["employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_letter_message_id"), ["message_id"], unique=False)

    op.create_table(
        "content_reading",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ground", sa.String(length=8), nullable=False),
        sa.Column("ground_no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("ground <> 'reason' OR reason <> ''", name=op.f("ck_content_reading_has_reason")),
        sa.CheckConstraint("ground IN ('sample', 'finding', 'reason')", name=op.f("ck_content_reading_ground")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_content_reading_entry_id_entry")),
        sa.ForeignKeyConstraint(["reader_id"], ["employee.id"], name=op.f("fk_content_reading_reader_id_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_reading")),
        sa.UniqueConstraint(
            "entry_id",
            "reader_id",
            "day",
            "ground",
            "ground_no",
            name=op.f("uq_content_reading_entry_id_reader_id_day_ground_ground_no"),
        ),
    )
    with op.batch_alter_table("content_reading", schema=None) as batch_op:
        batch_op.create_index("ix_content_reading_reader_id", ["reader_id"], unique=False)

    op.create_table(
        "content_removal",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_content_removal_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "part", name=op.f("pk_content_removal")),
    )
    op.create_table(
        "file_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_file_answer_employee_id_employee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_file_answer_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_answer")),
        sa.UniqueConstraint("employee_id", "digest", name=op.f("uq_file_answer_employee_id_digest")),
    )
    with op.batch_alter_table("file_answer", schema=None) as batch_op:
        batch_op.create_index("ix_file_answer_digest", ["digest"], unique=False)

    op.create_table(
        "letter_file",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["kept_file.digest"], name=op.f("fk_letter_file_digest_kept_file")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_letter_file_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "place_no", name=op.f("pk_letter_file")),
    )
    with op.batch_alter_table("letter_file", schema=None) as batch_op:
        batch_op.create_index("ix_letter_file_digest", ["digest"], unique=False)

    op.create_table(
        "letter_head",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_letter_head_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_letter_head")),
    )
    op.create_table(
        "service_outcome",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("resolved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("resolved_by IS NULL OR reason <> ''", name=op.f("ck_service_outcome_resolved_with_reason")),
        sa.CheckConstraint(
            "resolved_by IS NOT NULL OR accepted = (code >= 200 AND code < 300)",
            name=op.f("ck_service_outcome_accepted_by_code"),
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["service_letter.id"], name=op.f("fk_service_outcome_letter_id_service_letter")
        ),
        sa.ForeignKeyConstraint(["resolved_by"], ["employee.id"], name=op.f("fk_service_outcome_resolved_by_employee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_outcome")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_service_outcome_letter_id")),
    )
    op.create_table(
        "suggestion_shown",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_work_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("probability", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.CheckConstraint("probability >= 0 AND probability <= 10000", name=op.f("ck_suggestion_shown_probability")),
        sa.CheckConstraint(
            "taken = (work_type_id = given_work_type_id)", name=op.f("ck_suggestion_shown_taken_when_given")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_suggestion_shown_employee_id_employee")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_suggestion_shown_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["given_work_type_id"], ["work_type.id"], name=op.f("fk_suggestion_shown_given_work_type_id_work_type")
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_suggestion_shown_work_type_id_work_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_shown")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_suggestion_shown_entry_id")),
    )
    with op.batch_alter_table("suggestion_shown", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_shown_at", ["at"], unique=False)

    op.create_table(
        "content_disclosure",
        sa.Column("reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["content_reading.id"], name=op.f("fk_content_disclosure_reading_id_content_reading")
        ),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_content_disclosure")),
    )
    op.create_table(
        "letter_draft_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_passed_on", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["letter_draft.id"], name=op.f("fk_letter_draft_file_draft_id_letter_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_draft_file")),
    )
    with op.batch_alter_table("letter_draft_file", schema=None) as batch_op:
        batch_op.create_index("ix_letter_draft_file_draft_id", ["draft_id"], unique=False)

    with op.batch_alter_table("letter_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("html", sa.String(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("answered_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("answered_way", sa.String(length=8), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(sa.Column("thread", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("standard_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("field_values", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_letter_draft_standard_version_id_standard_letter_version"),
            "standard_letter_version",
            ["standard_version_id"],
            ["id"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_letter_draft_answered_id_entry"), "entry", ["answered_id"], ["id"])
