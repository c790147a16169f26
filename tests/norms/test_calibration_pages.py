"""The pages of calibration, as a person without scripts uses them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.norms.conftest import Office, Pages

OpenAs = Callable[..., Pages]
TWENTIETH = date(2026, 10, 20)
READINGS = "\n".join(["7:00", "6:50", "7:10", "7:05", "6:55", "9:00 х звонок"])
STUDY = {
    "type": "L10",
    "first_day": "2026-10-20",
    "consent": "устно, 19.10.2026",
    "readings": READINGS,
    "rating": "100",
    "form": "piece",
    "tending": "3",
    "rest": "5",
    "error": "10",
    "confidence": "95",
}


def kept(office: Office, browser: Pages, **changes: str) -> str:
    browser.get("/norms/calibration/time-study?type=L10")
    return browser.post(
        "/norms/calibration/time-study", {**STUDY, "watched": str(office.anna.id), "step": "keep", **changes}
    )


def test_a_time_study_is_counted_then_kept_then_proposed_and_approved_with_notice(
    office: Office, pages: OpenAs
) -> None:
    olga = pages(office.olga, TWENTIETH)
    assert "Замеров пока нет" in olga.get("/norms/calibration")
    olga.get("/norms/calibration/time-study?type=L10")
    assert "selected" in olga.html
    looked = olga.post("/norms/calibration/time-study", {**STUDY, "step": "look"})
    assert "что говорит замер" in looked

    said = kept(office, olga)
    assert "Замер сохранён." in said
    assert "Белова" in said
    assert "устно, 19.10.2026" in said
    assert "не в счёт: звонок" in said
    assert "Цифры говорят ясно" in said
    listed = olga.get("/norms/calibration")
    assert "7,6 ясно" in listed

    olga.get("/norms/studies/1")
    proposed = olga.post(
        "/norms/studies/1/proposal",
        {
            "minutes": "7,5",
            "announced_on": "2026-10-20",
            "effective_from": "",
            "source": "Хронометраж",
            "basis": "measured",
        },
    )
    assert "На чём держится" in proposed
    assert "21.12.2026" in proposed


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"readings": "7:00"}, "Для расчёта нужно не меньше 2 чисел, а дано 1"),
        ({"readings": "7:00\n-3"}, "Строка 2"),
        ({"rating": "0"}, "Коэффициент темпа: нужно число больше нуля"),
        ({"rating": "сто"}, "«сто» — не число"),
        ({"consent": ""}, "На каком согласии наблюдали"),
        ({"watched": ""}, "Укажите, чью работу мерили"),
        ({"type": "X9"}, "Типа «X9» в каталоге нет"),
        ({"first_day": "2026-10-21"}, "День замера 21.10.2026 ещё не наступил"),
    ],
)
def test_a_wrong_form_of_a_time_study_says_what_to_mend_and_keeps_what_was_typed(
    office: Office, pages: OpenAs, change: dict[str, str], says: str
) -> None:
    olga = pages(office.olga, TWENTIETH)

    said = kept(office, olga, **change)

    assert olga.status in (404, 422)
    assert says in said
    assert change.get("readings", "6:55") in olga.html


def test_looks_are_counted_and_kept(office: Office, pages: OpenAs) -> None:
    olga = pages(office.olga, TWENTIETH)
    olga.get("/norms/calibration/looks")
    fields = {
        **{name: STUDY[name] for name in STUDY if name not in ("readings",)},
        "watched": str(office.anna.id),
        "looks_of_type": "120",
        "looks_other": "200",
        "looks_idle": "80",
        "watched_minutes": "1200",
        "units": "36",
        "error": "5",
    }
    assert "10,8" in olga.post("/norms/calibration/looks", {**fields, "step": "look"})
    said = olga.post("/norms/calibration/looks", {**fields, "step": "keep"})
    assert "120 из 400" in said
    assert "хронометража этого типа нет" in said
    wrong = olga.post("/norms/calibration/looks", {**fields, "looks_of_type": "0", "step": "look"})
    assert "Ни один взгляд не застал эту работу" in wrong
    assert "не число" in olga.post("/norms/calibration/looks", {**fields, "looks_of_type": "1,5", "step": "look"})


def test_unclear_figures_are_not_proposed_and_the_page_says_every_why(office: Office, pages: OpenAs) -> None:
    olga = pages(office.olga, TWENTIETH)
    kept(office, olga, readings="9:00\n10:00\n9:30")

    refused = olga.post(
        "/norms/studies/1/proposal",
        {"minutes": "9,5", "source": "Хронометраж", "basis": "measured", "announced_on": "", "effective_from": ""},
    )

    assert olga.status == 422
    assert "Цифры не поддерживают норму 9,5 мин для типа L10" in refused
    assert "изменение меньше десятой части" in refused


def test_a_study_is_withdrawn_with_a_reason(office: Office, pages: OpenAs) -> None:
    olga = pages(office.olga, TWENTIETH)
    kept(office, olga)

    assert "Напишите, почему на замер нельзя полагаться" in olga.post("/norms/studies/1/withdrawal", {"reason": ""})
    said = olga.post("/norms/studies/1/withdrawal", {"reason": "Часы стояли."})
    assert "Часы стояли." in said
    assert "Предложить норму" not in said


def test_everybody_sees_a_trial_norm_and_only_some_begin_it(office: Office, pages: OpenAs) -> None:
    anna = pages(office.anna, TWENTIETH)
    assert "Пробу начинает администратор или руководитель" in anna.get("/norms/trials")
    anna.get("/norms/trials/new")
    assert anna.status == 403
    for closed in ("/norms/calibration", "/norms/calibration/time-study", "/norms/calibration/looks"):
        anna.get(closed)
        assert anna.status == 403

    olga = pages(office.olga, TWENTIETH)
    olga.get("/norms/trials/new?type=L10")
    fields = {"type": "L10", "minutes": "8", "first_day": "2026-11-01", "last_day": "2026-11-30", "reason": ""}
    assert "Напишите, что должна показать пробная норма типа L10" in olga.post("/norms/trials/new", fields)
    said = olga.post("/norms/trials/new", {**fields, "reason": "Новые шаблоны."})
    assert "Пробная норма введена." in said
    assert "Новые шаблоны." in pages(office.anna, TWENTIETH).get("/norms/trials/1")
    overlaps = {**fields, "reason": "Ещё", "first_day": "2026-11-30", "last_day": "2026-12-05"}
    assert "У типа L10 уже идёт проба" in pages_post(pages, office, "/norms/trials/new", overlaps)

    dropped = pages_post(pages, office, "/norms/trials/1/drop", {"reason": "Передумали."})
    assert "Проба закончена" in dropped
    assert "Передумали." in dropped


def pages_post(pages: OpenAs, office: Office, url: str, fields: dict[str, str]) -> str:
    olga = pages(office.olga, TWENTIETH)
    olga.get("/norms/trials")
    olga.get("/norms/trials/new")
    return olga.post(url, fields)


def test_a_trial_is_proposed_on_a_change_of_method(office: Office, pages: OpenAs) -> None:
    olga = pages(office.olga, TWENTIETH)
    olga.get("/norms/trials/new?type=L10")
    olga.post(
        "/norms/trials/new",
        {"type": "L10", "minutes": "8", "first_day": "2026-10-20", "last_day": "2026-11-19", "reason": "Шаблоны."},
    )
    later = pages(office.olga, date(2026, 11, 20))
    later.get("/norms/trials/1")
    fields = {
        "minutes": "8",
        "source": "Проба",
        "basis": "method",
        "announced_on": "2026-11-20",
        "effective_from": "2027-01-21",
        "reason": "Прижилась.",
    }
    assert "каким документом" in later.post("/norms/trials/1/proposal", {**fields, "method_reason": ""})
    said = later.post("/norms/trials/1/proposal", {**fields, "method_reason": "Приказ № 7"})
    assert "Изменился порядок работы: Приказ № 7" in said
    assert "Закончилась предложением" in later.get("/norms/trials/1")
