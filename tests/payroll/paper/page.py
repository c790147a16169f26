"""docs/pay.md as text: the rules twice, in Russian and in English, and the kinds of accruals with their codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from naryad.office_setting import SETTINGS
from payroll.kind import KINDS
from payroll.rules.california import LAW as CALIFORNIA
from payroll.rules.united_kingdom import LAW as UNITED_KINGDOM
from payroll.rules.us_federal import LAW as UNITED_STATES
from tests.house.repository import ROOT
from tests.payroll.paper.rules import RULES, Rule

FILE = ROOT / "docs" / "pay.md"
_DAY = "%d.%m.%Y"


def page() -> str:
    """Return the whole document, ending with one line end."""
    return "\n".join([*_heading(), *_half("ru"), *_half("en")])


def _heading() -> Iterator[str]:
    yield "# Правила оплаты · The rules of pay"
    yield ""
    yield "<!-- Written by `python -m tests.payroll.paper`; the texts stand there, the figures are the engine's. -->"
    yield ""
    yield "[По-русски](#по-русски) · [In English](#in-english)"
    yield ""


def _half(language: str) -> Iterator[str]:
    is_ru = language == "ru"
    yield "## По-русски" if is_ru else "## In English"
    yield ""
    if is_ru:
        yield (
            "Все суммы — до вычета НДФЛ. Строки ниже посчитаны самой программой. Где не сказано иное, письмо стоит "
            "50,00 (10 минут по 5,00), часовой тариф 200,00, средний час 270,00, норма октября 176 ч."
        )
    else:
        yield (
            "All sums are before tax. The lines below were counted by the program itself. Unless said otherwise a "
            "letter is worth 50.00 (10 minutes at 5.00), the hourly tariff is 200.00, the average hour 270.00, and "
            "October has 176 hours."
        )
    yield ""
    for number, rule in enumerate(RULES, start=1):
        yield from _rule(rule, number, language)
    yield from _kinds(language)
    yield from _countries(language)


def _rule(rule: Rule, number: int, language: str) -> Iterator[str]:
    is_ru = language == "ru"
    yield f"### {number}. {rule.ru if is_ru else rule.en}"
    yield ""
    yield rule.says_ru if is_ru else rule.says_en
    yield ""
    for line in rule.worked():
        yield f"    {line.ru if is_ru else line.en}"
    yield ""
    laws = "; ".join(f"{law.name(language)}{_since(law.since, language)}" for law in rule.laws)
    yield f"- {'Закон' if is_ru else 'Law'}: {laws}."
    named = "".join(_setting(name, language) for name in rule.settings)
    yield f"- {'Офис задаёт' if is_ru else 'The office sets'}: {rule.sets_ru if is_ru else rule.sets_en}{named}"
    yield ""


def _since(since: date, language: str) -> str:
    return f" (с {since.strftime(_DAY)})" if language == "ru" else f" (since {since.strftime(_DAY)})"


def _setting(name: str, language: str) -> str:
    default = SETTINGS[name].default
    if language == "ru":
        return f" Настройка `{name}`, сначала `{default}`."
    return f" The setting `{name}`, `{default}` at first."


def _kinds(language: str) -> Iterator[str]:
    is_ru = language == "ru"
    yield "### Виды начислений" if is_ru else "### Kinds of accruals"
    yield ""
    yield "| код | вид | в счёт МРОТ | основание |" if is_ru else "| code | kind | counts to the minimum | source |"
    yield "|---|---|---|---|"
    for kind in KINDS:
        counts = ("да", "нет") if is_ru else ("yes", "no")
        yield f"| {kind.code} | {kind.name(language)} | {counts[not kind.counts_to_minimum]} | {kind.source} |"
    yield ""


def _countries(language: str) -> Iterator[str]:
    is_ru = language == "ru"
    yield "### Другие страны" if is_ru else "### Other countries"
    yield ""
    if is_ru:
        yield "За тем же интерфейсом стоят правила других стран; расчёт месяца ведётся по российским."
    else:
        yield "Rules of other countries stand behind the same interface; months are counted by the Russian ones."
    yield ""
    for law in (UNITED_STATES, CALIFORNIA, UNITED_KINGDOM):
        yield f"- {law.name(language)}{_since(law.since, language)}"
    yield ""
