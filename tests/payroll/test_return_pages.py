"""The pages of offered returns: one's own answer, the accountant's list, the statement to print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from naryad.db import Database
from tests.payroll.office import PayOffice
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
SEPTEMBER_30 = date(2026, 9, 30)
OCTOBER_20 = date(2026, 10, 20)


def test_the_person_answers_on_their_own_page_and_the_accountant_sees_it(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    with database.writing() as session:
        office.session = session
        entry = office.letter(office.anna, "L10", on=SEPTEMBER_30)
        office.accept(office.anna, SEPTEMBER_30)
        office.close("2026-09", on=date(2026, 10, 1))
        office.recode(entry, "L5", on=OCTOBER_20)
        office.close("2026-10", on=date(2026, 11, 1))
    anna, accountant = desk(office.anna), desk(office.accountant)

    assert "Предложено вернуть: 21,00 ₽" in anna.get("/payroll/me")
    assert "Заявление о добровольном возврате" in anna.get("/payroll/returns/2026-09/101")
    assert "Двадцать один рубль 00 копеек" in anna.get("/payroll/returns/2026-09/101")
    refused = anna.post("/payroll/me/returns/2026-09", answer="agreed", stated="42.00")
    assert "в заявлении 42" in refused
    assert "Согласие записано" in anna.post("/payroll/me/returns/2026-09", answer="agreed", stated="21.00")
    assert "согласен" in accountant.get("/payroll/returns")
    said = accountant.post(
        "/payroll/returns/2026-09/101", answer="refused", paper="", signed_on="2026-11-02", stated="21.00"
    )
    assert (accountant.status, "Укажите номер подписанного заявления" in said) == (422, True)
    said = accountant.post(
        "/payroll/returns/2026-09/101", answer="refused", paper="4", signed_on="2026-11-02", stated="21.00"
    )
    assert "Отказ записан" in said
    assert "заявление № 4" in said


def test_nobody_else_sees_a_persons_offer(database: Database, desk: Callable[..., Desk], office: PayOffice):
    boris = desk(office.boris)
    boris.get("/payroll/returns")
    assert boris.status == 403
    boris.get("/payroll/returns/2026-09/101")
    assert boris.status == 403
