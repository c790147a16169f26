"""A sum of roubles in Russian words, as signed papers carry it."""

from __future__ import annotations

from decimal import Decimal

_UNITS = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
_FEMININE = {1: "одна", 2: "две"}
_TEENS = [
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
_TENS = ["двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"]
_HUNDREDS = ["сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"]
_GROUPS = (
    ("рубль", "рубля", "рублей"),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
)
_KOPECKS = ("копейка", "копейки", "копеек")
LIMIT = Decimal(10) ** 12


def roubles_in_words(amount: Decimal) -> str:
    """Return the sum with its first letter large and kopecks in digits: «Две тысячи один рубль 50 копеек».

    Raises:
        ValueError: `amount` has more than two decimals, or is a billion thousand or more.
    """
    if amount != round(amount, 2) or abs(amount) >= LIMIT:
        raise ValueError(f"{amount} is not a sum of roubles and kopecks")
    roubles, kopecks = divmod(int(abs(amount) * 100), 100)
    words = ["минус"] if amount < 0 else []
    words += _whole(roubles)
    said = " ".join([*words, f"{kopecks:02d}", _form(kopecks, _KOPECKS)])
    return said[0].upper() + said[1:]


def _whole(number: int) -> list[str]:
    words: list[str] = []
    for place in range(len(_GROUPS) - 1, 0, -1):
        group = number // 1000**place % 1000
        if group:
            words += [*_group(group, feminine=place == 1), _form(group, _GROUPS[place])]
    last = number % 1000
    words += _group(last, feminine=False) if last else [] if words else [_UNITS[0]]
    return [*words, _form(last, _GROUPS[0])]


def _group(number: int, *, feminine: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS[hundreds - 1]] if hundreds else []
    if 10 <= rest < 20:
        return [*words, _TEENS[rest - 10]]
    tens, units = divmod(rest, 10)
    if tens:
        words.append(_TENS[tens - 2])
    if units:
        words.append(_FEMININE.get(units, _UNITS[units]) if feminine else _UNITS[units])
    return words


def _form(number: int, forms: tuple[str, str, str]) -> str:
    """Return the form of a noun after `number`: one, few or many."""
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    return forms[1] if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else forms[2]
