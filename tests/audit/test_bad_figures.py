"""What cannot be computed is refused by name, with what to do, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from audit import (
    acceptance,
    agreement,
    bayes,
    control_chart,
    deterrence,
    drand,
    estimate,
    monetary,
    sample_size,
    sequential,
    survey,
)
from audit.inspection_table import code_letter, plan_for
from naryad.errors import DomainError

CASES: list[tuple[Callable[[], Any], str, str]] = [
    (
        lambda: monetary.confidence_factor(0, risk=5),
        "The risk is a share, above 0 and below 1, for example 0.05; 5 is not. Give it as a fraction.",
        "Риск — это доля больше 0 и меньше 1, например 0,05, а указано 5. Запишите её дробью.",
    ),
    (
        lambda: monetary.sample_size(1e6, 50_000, 40_000, reliability_factor=3, expansion_factor=1.6),
        "With 40000 expected and 50000 tolerable nothing is left to be shown: the expected amount times 1.6 has to "
        "stay below the tolerable one. Check everything, or tolerate more.",
        "Ожидается 40000, допустимо 50000: показывать нечего, ожидаемая сумма, умноженная на 1,6, должна быть меньше "
        "допустимой. Проверьте всё или повысьте допустимую сумму.",
    ),
    (
        lambda: monetary.upper_limit([monetary.Item(100, 90)], 1000, [3.0]),
        "This needs 2 figures or more, and there are 1. Add what is missing.",
        "Для расчёта нужно не меньше 2 чисел, а дано 1. Добавьте недостающие.",
    ),
    (
        lambda: monetary.Item(0, 5).taint,
        "The claimed amount has to be above zero; 0 is not. Correct it.",
        "Заявленная сумма: нужно число больше нуля, а указано 0. Исправьте.",
    ),
    (
        lambda: monetary.fixed_interval_selection([("A", -1)], interval=10, start=2),
        "The claimed amount cannot be below zero; -1 is. Correct it.",
        "Заявленная сумма: число не может быть меньше нуля, а указано -1. Исправьте.",
    ),
    (
        lambda: plan_for(1000, "2.0"),
        "The tables have no AQL of 2. Choose one of: 0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, "
        "1.0, 1.5, 2.5, 4.0, 6.5, 10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000.",
        "В таблицах нет приёмочного уровня 2. Выберите один из: 0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, "
        "0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000.",
    ),
    (
        lambda: code_letter(1),
        "The population is a whole number from 2; 1 is not. Correct it.",
        "Объём совокупности: нужно целое число от 2, а указано 1. Исправьте.",
    ),
    (
        lambda: acceptance.plan_between(accept_at=0.15, accept_chance=0.95, reject_at=0.05, reject_chance=0.1),
        "A plan has to pass 0.15 more often than 0.05: the first rate has to be lower and its chance higher. "
        "Check the two points.",
        "План должен пропускать 0,15 чаще, чем 0,05: её доля меньше, а вероятность больше. Проверьте обе точки.",
    ),
    (
        lambda: acceptance.plan_between(accept_at=0.05, accept_chance=0.99, reject_at=0.0501, reject_chance=0.01),
        "No plan of up to 20000 works keeps both risks. Move the two rates apart, or accept higher risks.",
        "Ни один план до 20000 работ не выдерживает оба риска. Разведите доли дальше или примите больший риск.",
    ),
    (
        lambda: sample_size.binomial(0.05, sample_size.Expectation(0.05), risk=0.05),
        "No sample of up to 100000 works shows a rate below 0.05 if errors are found at 0.05. Tolerate more, or accept "
        "a higher risk.",
        "Ни одна выборка до 100000 работ не покажет долю ниже 0,05, если ошибок найдётся 0,05. Повысьте допустимую "
        "долю или примите больший риск.",
    ),
    (
        lambda: bayes.UNIFORM.after(5, 4),
        "The count cannot be 5: there are only 4. Give 4 or fewer.",
        "Количество: не может быть 5, всего есть 4. Укажите 4 или меньше.",
    ),
    (
        lambda: bayes.Beta(0, 1),
        "The prior's parameter has to be above zero; 0 is not. Correct it.",
        "Параметр априорного распределения: нужно число больше нуля, а указано 0. Исправьте.",
    ),
    (
        lambda: survey.difference_estimate([1.0, 2.0, 3.0], 2),
        "The sample cannot be 3: there are only 2. Give 2 or fewer.",
        "Объём выборки: не может быть 3, всего есть 2. Укажите 2 или меньше.",
    ),
    (
        lambda: survey.poisson_total([(12, 0.0)]),
        "The inclusion probability has to be above zero; 0 is not. Correct it.",
        "Вероятность попасть в выборку: нужно число больше нуля, а указано 0. Исправьте.",
    ),
    (
        lambda: survey.hajek_mean([(12, 1.5)]),
        "The inclusion probability lies between 0 and 1, both included; 1.5 does not. Give it as a fraction.",
        "Вероятность попасть в выборку — число от 0 до 1 включительно, а указано 1,5. Запишите его дробью.",
    ),
    (
        lambda: sequential.kaplan_markov([1, -1], null=0.5),
        "The value cannot be below zero; -1 is. Correct it.",
        "Значение: число не может быть меньше нуля, а указано -1. Исправьте.",
    ),
    (
        lambda: sequential.alpha_size([0.5], null=0.5, alternative=0.75, risk=0.05, population=100),
        "100 works like these do not bring the risk down to 0.05. Check more, or test a mean further away from what "
        "is found.",
        "Даже 100 таких работ не снижают риск до 0,05. Проверьте больше или задайте среднее, более далёкое от "
        "найденного.",
    ),
    (
        lambda: agreement.rogan_gladen(0.1, sensitivity=0.4, specificity=0.6),
        "Judges who find 0.4 of what is wrong and pass 0.6 of what is right tell nothing apart: the two have to add up "
        "to more than 1. Measure them again on works of a known type.",
        "Если находят 0,4 неверного и пропускают 0,6 верного, одно от другого не отличить: вместе должно быть "
        "больше 1. Измерьте заново на работах с известным типом.",
    ),
    (
        lambda: agreement.cohen_kappa([[5, 0], [0, 0]]),
        "All figures are the same, so this cannot be told from them. Add works that differ.",
        "Все значения одинаковы, по ним этого не узнать. Добавьте работы, которые различаются.",
    ),
    (
        lambda: agreement.fleiss_kappa([[3, 0], [2, 2]]),
        "The lists belong together and have to be of one length; here they have 3, 4. Check what was left out.",
        "Списки относятся друг к другу и должны быть одной длины, а здесь: 3, 4. Проверьте, что пропущено.",
    ),
    (
        lambda: drand.randomness("b713", chain=drand.QUICKNET, round=657413),
        "This is not a signature of quicknet, which has 96 characters 0-9 and a-f. Copy the field “signature” of round "
        "657413 whole.",
        "Это не подпись цепочки quicknet: в подписи 96 знаков 0–9 и a–f. Скопируйте целиком поле «signature» "
        "раунда 657413.",
    ),
    (
        lambda: control_chart.p_chart([3], [2]),
        "The count cannot be 3: there are only 2. Give 2 or fewer.",
        "Количество: не может быть 3, всего есть 2. Укажите 2 или меньше.",
    ),
    (
        lambda: deterrence.break_even_multiple(1.0),
        "The inclusion probability is a share, above 0 and below 1, for example 0.05; 1 is not. Give it as a fraction.",
        "Вероятность попасть в выборку — это доля больше 0 и меньше 1, например 0,05, а указано 1. Запишите её дробью.",
    ),
    (
        lambda: estimate.wilson(5, 0),
        "The sample is a whole number from 1; 0 is not. Correct it.",
        "Объём выборки: нужно целое число от 1, а указано 0. Исправьте.",
    ),
]


@pytest.mark.parametrize(("asked", "english", "russian"), CASES)
def test_a_bad_figure_is_refused_by_name(asked: Callable[[], Any], english: str, russian: str) -> None:
    with pytest.raises(DomainError) as refused:
        asked()

    assert refused.value.message("en") == english
    assert refused.value.message("ru") == russian
    assert refused.value.status == 422


def test_a_round_of_the_beacon_is_the_first_one_after_the_moment() -> None:
    begun = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)

    assert drand.QUICKNET.moment_of(1) == begun
    assert drand.QUICKNET.round_after(begun) == 2
    assert drand.QUICKNET.round_after(datetime(2023, 8, 23, 15, 9, 29, tzinfo=UTC)) == 2
    assert drand.QUICKNET.round_after(datetime(2020, 1, 1, tzinfo=UTC)) == 1
    assert drand.MAINNET.moment_of(3) == datetime(2020, 7, 22, 15, 18, 30, tzinfo=UTC)
