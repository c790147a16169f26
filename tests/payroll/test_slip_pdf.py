"""The slip as PDF and by mail: one's own to one's own address, the same bytes again, and refusals."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import func, select

from naryad import staff
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import office_of
from payroll.web.slip_pdf import BASE, pdf_of, static_file
from tests.needs import needs
from tests.payroll.office import PayOffice
from tests.payroll.test_pages import NOVEMBER_2, Desk, desk, office
from worklog.actions.notice import settle, take_up
from worklog.reply import Reply
from worklog.smtp.notices import NoticePost
from worklog.store.notice import Notice, notices, paper_of
from worklog.tables.notice import NOTICE_PAPER

__all__ = ["desk", "office"]
SLIP = "/payroll/periods/2026-10/slips/101"
ASK = "/payroll/periods/2026-10/slips/mail"

pytest.importorskip("weasyprint")


def text_of(content: bytes, folder: Path) -> str:
    (folder / "slip.pdf").write_bytes(content)
    done = subprocess.run(
        [needs("pdftotext"), "-layout", folder / "slip.pdf", "-"], check=True, capture_output=True, text=True
    )
    return " ".join(done.stdout.replace("\u202f", " ").split())


def owed(database: Database) -> list[Notice]:
    with database.reading() as session:
        return notices(session)


def test_the_pdf_says_what_the_page_says_in_the_readers_language(
    database: Database, desk: Callable[..., Desk], office: PayOffice, tmp_path: Path
):
    anna = desk(office.anna)

    russian = text_of(anna.client.get(f"{SLIP}.pdf").content, tmp_path)
    assert "Листок выработки" in russian
    assert "Смирнова Анна Юрьевна" in russian
    assert "1 письмо × 10 мин × 4,20 = 42,00" in russian
    assert "до вычета НДФЛ" in russian
    assert "Прислать мне почтой" not in russian
    with database.writing() as session:
        staff.choose_language(session, office.anna, "en", now=NOVEMBER_2)
    assert "1 letter × 10 min × 4.20 = 42.00" in text_of(anna.client.get(f"{SLIP}.pdf").content, tmp_path)


def test_the_same_slip_gives_the_same_bytes(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    first, second = (accountant.client.get(f"{SLIP}.pdf") for _ in range(2))

    assert first.content.startswith(b"%PDF")
    assert first.headers["content-disposition"] == 'attachment; filename="slip-2026-10-101.pdf"'
    assert first.content == second.content


def test_a_page_fetches_nothing_from_anywhere_while_it_becomes_a_pdf():
    assert pdf_of('<img src="https://example.com/x.png"><img src="file:///etc/hostname"><p>so').startswith(b"%PDF")
    for url in ("https://example.com/x.css", "file:///etc/passwd", BASE + "static/../people.py", BASE + "payroll"):
        with pytest.raises(ValueError, match="not a part of the program"):
            static_file(url)


def test_nobody_gets_somebody_elses_pdf(desk: Callable[..., Desk], office: PayOffice):
    boris = desk(office.boris)

    boris.get(f"{SLIP}.pdf")

    assert boris.status == 403


def test_a_slip_asked_for_is_owed_to_the_own_address_with_the_pdf(
    database: Database, desk: Callable[..., Desk], office: PayOffice, tmp_path: Path
):
    anna = desk(office.anna)

    assert "Листок отправляется на 101@zarya.example." in anna.post(ASK)
    anna.post(ASK)

    (notice,) = owed(database)
    assert (notice.employee_id, notice.facts["subject"]) == (office.anna.id, "Листок выработки, октябрь 2026")
    with database.reading() as session:
        post = NoticePost(
            database=database, office=office_of(session), hop=None, pages="https://n", clock=lambda: NOVEMBER_2
        )
    outgoing = post._outgoing(notice)
    assert outgoing is not None
    assert outgoing.recipients == ("101@zarya.example",)
    mail = message_from_bytes(outgoing.content, policy=SMTP)
    assert mail["Subject"] == "Листок выработки, октябрь 2026"
    assert mail["Auto-Submitted"] == "auto-generated"
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "slip-2026-10-101.pdf"
    assert "= 42,00" in text_of(attached.get_content(), tmp_path)


def test_the_file_is_kept_until_the_mail_has_gone_out_and_no_longer(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    desk(office.anna).post(ASK)

    with database.writing() as session:
        (taken,) = take_up(session, NOVEMBER_2)
        settle(session, taken, Reply.of(451, "4.3.0 later"), NOVEMBER_2)
        assert paper_of(session, taken.id) is not None
    with database.writing() as session:
        (again,) = take_up(session, datetime(2026, 11, 2, 10, tzinfo=UTC))
        settle(session, again, Reply.of(250, "2.0.0 ok"), NOVEMBER_2)
        assert paper_of(session, again.id) is None
        assert session.connection().execute(select(func.count()).select_from(NOTICE_PAPER)).scalar_one() == 0


def test_nobody_asks_for_somebody_elses_slip_by_mail(database: Database, desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    assert "Прислать мне почтой" not in accountant.get(SLIP)
    accountant.post(f"{SLIP}/mail")
    assert accountant.status in (404, 405)
    accountant.post(ASK, number="101", employee_id=str(office.anna.id))

    assert [notice.employee_id for notice in owed(database)] == [office.accountant.id]


def test_a_month_without_a_slip_sends_nothing(database: Database, desk: Callable[..., Desk], office: PayOffice):
    anna = desk(office.anna)

    said = anna.post("/payroll/periods/2025-10/slips/mail")

    assert anna.status == 404
    assert "нет листка за октябрь 2025" in said or "нет листка" in said
    assert owed(database) == []


def test_without_the_extra_the_page_says_how_to_print(
    desk: Callable[..., Desk], office: PayOffice, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("payroll.web.slips.find_spec", lambda name: None)
    monkeypatch.setattr("payroll.web.slip_pdf.find_spec", lambda name: None)
    anna = desk(office.anna)

    assert "нажмите «Печать» и выберите «Сохранить как PDF»" in anna.get(SLIP)
    assert ".pdf" not in anna.text
    anna.get(f"{SLIP}.pdf")
    assert anna.status == 501
    with pytest.raises(DomainError, match="naryad\\[pdf\\]"):
        pdf_of("<p>so")
