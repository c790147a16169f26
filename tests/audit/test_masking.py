"""The author is hidden as far as the text allows, and what is not the author's stays readable."""

from __future__ import annotations

from audit.masking import COVER, mask, without_tags

NAMES = ["Анна Сергеевна Петрова", "Иван Ли", "Boris Orlov"]
ADDRESSES = ["a.petrova@primer.ru", "orlov@primer.ru"]


def _masked(text: str) -> str:
    return mask(text, names=NAMES, addresses=ADDRESSES)


def test_names_are_covered_in_every_case() -> None:
    assert _masked("Передайте Анне Петровой и Орлову.") == f"Передайте {COVER} {COVER} и Орлову."
    assert _masked("С уважением,\nАнна Петрова") == f"С уважением,\n{COVER} {COVER}"
    assert _masked("Best, Boris Orlov") == f"Best, {COVER} {COVER}"


def test_addresses_and_mailbox_names_are_covered() -> None:
    assert _masked("Пишите: A.Petrova@primer.ru") == f"Пишите: {COVER}"
    assert "orlov" not in _masked("login orlov, mail orlov@primer.ru").lower()


def test_sender_lines_of_quoted_letters_are_covered() -> None:
    text = "> From: somebody@else.ru\n> Тема: счёт\nОт: Клиент <k@else.ru>"

    assert _masked(text) == f"> From: {COVER}\n> Тема: счёт\nОт: {COVER}"


def test_other_words_stay() -> None:
    text = "Оплата за август поступила, счёт № 15. Петров крест."

    assert "Оплата за август поступила, счёт № 15." in _masked(text)


def test_nothing_known_masks_nothing() -> None:
    assert mask("Текст", names=[], addresses=[]) == "Текст"


def test_tags_and_type_addresses_do_not_reach_the_desk() -> None:
    text = "Re: [#L10] Счёт\nX-Work-Type: L10\nTo: L10@types.primer.ru, k@else.ru"

    assert "L10" not in without_tags(text, type_domain="types.primer.ru")
    assert "k@else.ru" in without_tags(text, type_domain="types.primer.ru")
