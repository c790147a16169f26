"""The addresses a person typed: read as people type them, and each wrong one named with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from naryad.errors import DomainError
from worklog.letter import address_is_sound

RECIPIENTS_MAX = 100
NAME_LENGTH_MAX = 200
SHOWN_LENGTH = 80


class AddressIsWrong(DomainError):
    code = "address_is_wrong"
    status = 422
    en = "{wrong_en}. Write each as name@domain, several separated by commas."
    ru = "{wrong_ru}. Напишите каждый в виде имя@домен; несколько — через запятую."


class LetterHasNoRecipient(DomainError):
    code = "letter_has_no_recipient"
    status = 422
    en = "The letter is addressed to nobody. Write an address in “To”."
    ru = "Письмо никому не адресовано. Укажите адрес в поле «Кому»."


class TooManyRecipients(DomainError):
    code = "too_many_recipients"
    status = 422
    en = "{count} recipients are too many for one letter; at most {most}. Split the list."
    ru = "Получателей {count} — слишком много для одного письма, можно не больше {most}. Разделите список."


@dataclass(frozen=True)
class Recipient:
    name: str
    address: str

    @property
    def is_ascii(self) -> bool:
        return self.address.isascii()


@dataclass(frozen=True)
class _Wrong:
    """A typed address with what is wrong with it, in both languages."""

    text: str
    en: str
    ru: str


def recipients_in(text: str) -> tuple[Recipient, ...]:
    """Return the recipients of a typed list: `a@b.ru, "Петров, Иван" <c@d.ru>; e@пример.рф`.

    Commas, semicolons and new lines separate, outside quotes. A national domain is returned in its ASCII form; a
    name before the @ may have any letters.

    Raises:
        AddressIsWrong: it names every wrong one of the list, and why.
    """
    found: list[Recipient] = []
    wrong: list[_Wrong] = []
    for piece in _pieces(text):
        read = _read(piece)
        if isinstance(read, Recipient):
            found.append(read)
        else:
            wrong.append(read)
    if wrong:
        raise AddressIsWrong(wrong_en="; ".join(_said(wrong, "en")), wrong_ru="; ".join(_said(wrong, "ru")))
    return tuple(found)


def distinct(lists: Iterable[Iterable[Recipient]]) -> tuple[str, ...]:
    """Return the addresses of several lists, each once, as the envelope has them.

    Raises:
        LetterHasNoRecipient, TooManyRecipients.
    """
    addresses = tuple(dict.fromkeys(each.address for recipients in lists for each in recipients))
    if not addresses:
        raise LetterHasNoRecipient()
    if len(addresses) > RECIPIENTS_MAX:
        raise TooManyRecipients(count=len(addresses), most=RECIPIENTS_MAX)
    return addresses


def written_address(recipient: Recipient) -> str:
    """Return a recipient as a person would type it: `"Петров, Иван" <c@d.ru>`."""
    if not recipient.name:
        return recipient.address
    name = recipient.name.replace("\\", "").replace('"', "")
    return f'"{name}" <{recipient.address}>' if re.search(r"[,;:<>@()]", name) else f"{name} <{recipient.address}>"


_TOKENS = re.compile(r'"(?:\\.|[^"\\])*"|<[^<>]*>|[,;\r\n]|[^",;<\r\n]+|["<]')


def _pieces(text: str) -> Iterator[str]:
    """Yield what stands between separators; an unclosed quote separates nothing and is part of its piece."""
    piece: list[str] = []
    for token in _TOKENS.findall(text):
        if token in ",;\r\n":
            yield from filter(None, ["".join(piece).strip()])
            piece = []
        else:
            piece.append(token)
    yield from filter(None, ["".join(piece).strip()])


_NAMED = re.compile(r'^(?P<name>"(?:\\.|[^"\\])*"|[^"<>]*?)\s*<\s*(?P<address>[^<>]*?)\s*>$')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def _read(piece: str) -> Recipient | _Wrong:
    named = _NAMED.match(piece)
    name, address = (named["name"], named["address"]) if named else ("", piece)
    if name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE)
    local, at, domain = address.rpartition("@")
    reason = _reason(address, local, at, domain)
    ascii_domain = "" if reason else _ascii_domain(domain)
    if not reason and (not ascii_domain or not address_is_sound(f"{local}@{ascii_domain}")):
        reason = ("it cannot be an address", "таким адрес быть не может")
    if reason:
        return _Wrong(_CONTROL.sub(" ", piece)[:SHOWN_LENGTH], *reason)
    return Recipient(" ".join(_CONTROL.sub(" ", name).split())[:NAME_LENGTH_MAX], f"{local}@{ascii_domain}")


def _reason(address: str, local: str, at: str, domain: str) -> tuple[str, str] | None:
    if not at:
        return "there is no @", "нет знака @"
    if "@" in local:
        return "there are two @", "два знака @"
    if re.search(r"\s", address):
        return "there is a space inside", "внутри пробел"
    if not local:
        return "nothing stands before the @", "перед @ пусто"
    if local[0] == "." or local[-1] == "." or ".." in local:
        return "a dot before the @ is out of place", "точка перед @ не на месте"
    return _reason_of_domain(domain)


def _reason_of_domain(domain: str) -> tuple[str, str] | None:
    if not domain:
        return "nothing stands after the @", "после @ пусто"
    if "." not in domain:
        return f"the domain “{domain[:40]}” has no dot, as in example.ru", f"в домене «{domain[:40]}» нет точки"
    if not all(domain.split(".")):
        return "a dot in the domain is out of place", "точка в домене не на месте"
    if any(_is_mixed(label) for label in domain.split(".")):
        return "Latin and Russian letters are mixed in the domain", "в домене смешаны латинские и русские буквы"
    return None


def _is_mixed(label: str) -> bool:
    return bool(re.search(r"[a-z]", label, re.IGNORECASE) and re.search(r"[а-яё]", label, re.IGNORECASE))


def _ascii_domain(domain: str) -> str:
    """Return a national domain in the form that every mail server knows; nothing where there is none."""
    if domain.isascii():
        return domain if re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", domain) else ""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _said(wrong: list[_Wrong], language: str) -> Iterator[str]:
    for each in wrong[:5]:
        if language == "ru":
            yield f"«{each.text}» — не почтовый адрес ({each.ru})"
        else:
            yield f"“{each.text}” is not a mail address ({each.en})"
