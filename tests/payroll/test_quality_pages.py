"""The pages of acts on quality: the head writes one, the author reads it, everybody else is kept out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from naryad.db import Database
from tests.payroll.office import PayOffice
from tests.payroll.test_pages import Desk, desk, office
from worklog.store.entry import entry_by_id

__all__ = ["desk", "office"]
OCTOBER_1 = date(2026, 10, 1)


@pytest.fixture
def uid(database: Database, office: PayOffice) -> str:
    with database.writing() as session:
        office.session = session
        letter = office.letter(office.boris, "L10", on=OCTOBER_1)
        return entry_by_id(session, letter).uid


def test_the_head_judges_a_work_and_its_author_reads_the_act(desk: Callable[..., Desk], office: PayOffice, uid: str):
    head = desk(office.head)
    head.get("/payroll/quality?employee=102&day=2026-10-01")
    assert f"/payroll/quality/{uid}" in head.text

    shown = head.post(f"/payroll/quality/{uid}", quality="partial", percent="60", reason="акт № 3: не тот адрес")
    assert "Акт записан, сотрудник его увидит." in shown
    assert "годно на 60 %" in shown

    author = desk(office.boris)
    assert "Работа № 1 от 01.10.2026: годно на 60 %. акт № 3: не тот адрес" in author.get("/day")
    assert "× 60" in author.get("/payroll/periods/2026-10/slips/102")
    assert "акт не прочитан" in head.get("/payroll/periods/2026-10")
    assert "ознакомление с актом отмечено" in author.post("/payroll/quality/acts/1/read")
    assert "прочитан в программе" in head.get("/payroll/quality")


def test_the_printed_act_says_what_is_paid_and_has_room_for_both_signatures(
    desk: Callable[..., Desk], office: PayOffice, uid: str
):
    head = desk(office.head)
    head.post(f"/payroll/quality/{uid}", quality="rejected", reason="акт № 4")

    printed = head.get("/payroll/quality/acts/1")

    assert "Работа не оплачивается (ТК РФ, ст. 156)." in printed
    assert "Волков Б. А." in printed
    assert "Орлова О. П." in printed


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"quality": "partial", "percent": "100", "reason": "акт № 3"}, "оплачивается от 1 до 99 процентов"),
        ({"quality": "partial", "percent": "много", "reason": "акт № 3"}, "«много» — не число"),
        ({"quality": "rejected", "reason": ""}, "Напишите, что не так с работой и по чьей вине"),
        ({"quality": "accepted", "reason": "акт № 3"}, "Эта работа уже так и оценена: принято"),
    ],
)
def test_what_cannot_be_recorded_is_told_beside_what_was_typed(
    desk: Callable[..., Desk], office: PayOffice, uid: str, given: dict[str, str], told: str
):
    shown = desk(office.head).post(f"/payroll/quality/{uid}", **given)

    assert told in shown


def test_a_refusal_to_sign_needs_its_witnesses(desk: Callable[..., Desk], office: PayOffice, uid: str):
    head = desk(office.head)
    head.post(f"/payroll/quality/{uid}", quality="rejected", reason="акт № 4")

    told = head.post("/payroll/quality/acts/1/signature", way="refused", signed_on="2026-10-02", note="")
    done = head.post("/payroll/quality/acts/1/signature", way="refused", signed_on="02.10.2026", note="Белова, Котов")

    assert "Отказ от подписи отмечают при свидетелях" in told
    assert "отказ от подписи, 02.10.2026: Белова, Котов" in done


def test_a_colleague_sees_no_acts_of_others(desk: Callable[..., Desk], office: PayOffice, uid: str):
    colleague = desk(office.anna)

    assert "не может этого сделать" in colleague.get(f"/payroll/quality/{uid}")
    assert "не может этого сделать" in colleague.get("/payroll/quality")
