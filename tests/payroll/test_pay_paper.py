"""docs/pay.md says what the engine does: every figure in it is counted anew and compared."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from naryad.office_setting import SETTINGS
from payroll import rules
from payroll.kind import KINDS
from payroll.rules.law import Law
from tests.payroll.paper.page import FILE, page
from tests.payroll.paper.rules import RULES, Rule

ELSEWHERE = {"labour_code"}
THE_FIFTEEN = {
    1: ("Norms and rates go by the day of the work",),
    2: ("Accepted work is paid, once",),
    3: ("The timesheet and the norm of hours", "Fulfilment of the norms"),
    4: ("The floor: the minimum wage",),
    5: ("Weekends and holidays", "A day off never taken"),
    6: ("Overtime",),
    7: ("Norms not fulfilled", "Idle time"),
    8: ("A closed month and its corrections",),
    9: ("Rounding", "Sharing a sum"),
    10: ("Premiums", "Progressive piece pay", "Indirect piece pay", "A lump sum for a job", "A crew"),
    11: ("Quality", "Work below one's own grade"),
    12: ("Holidays without work", "Night hours", "The regional coefficient"),
    13: ("Premiums", "A premium cut for a disciplinary action"),
    14: ("Paid twice a month",),
    15: ("Work without a norm, by time",),
}
"""Under which headings each of the fifteen rules of pay is explained, by its number in the order of importance."""


def test_the_paper_is_what_the_engine_says():
    assert FILE.read_text(encoding="utf-8") == page(), "stale: run python -m tests.payroll.paper"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.en)
def test_each_rule_has_a_law_a_worked_line_and_both_languages(rule: Rule):
    lines = rule.worked()

    assert rule.laws
    assert lines
    assert all(line.ru and line.en for line in lines)
    assert all((rule.ru, rule.en, rule.says_ru, rule.says_en, rule.sets_ru, rule.sets_en))


@pytest.mark.parametrize("number", THE_FIFTEEN)
def test_each_of_the_fifteen_rules_has_its_place(number: int):
    assert set(THE_FIFTEEN[number]) - {rule.en for rule in RULES} == set()


def test_every_law_of_the_russian_rules_is_in_the_paper():
    named = {law for rule in RULES for law in rule.laws}
    abroad = {"california", "united_kingdom", "us_federal"}
    modules = [one.name for one in pkgutil.iter_modules(rules.__path__) if one.name not in abroad]

    laws = {
        value
        for name in modules
        for value in vars(importlib.import_module(f"payroll.rules.{name}")).values()
        if isinstance(value, Law)
    }

    assert laws - named == set()


def test_every_setting_of_pay_is_in_the_paper():
    named = {name for rule in RULES for name in rule.settings}

    assert {name for name, one in SETTINGS.items() if one.is_of_pay} - named == {"trial_until"}


def test_every_kind_of_accrual_is_in_the_paper():
    text = page()

    assert [kind.code for kind in KINDS if f"| {kind.code} | {kind.name_ru} |" not in text] == []
