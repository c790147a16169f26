"""A client: somebody outside the office, found by mail address or telephone number."""

from __future__ import annotations

from dataclasses import dataclass

from naryad.errors import DomainError
from worklog.call import number_key

LONGEST_NAME = 200
LONGEST_NOTE = 2_000


class ClientNotFound(DomainError):
    code = "client_not_found"
    status = 404
    en = "There is no client {client}. Look for the client by name on the clients page."
    ru = "Клиента {client} нет. Найдите его по названию на странице клиентов."


class ClientNeedsName(DomainError):
    code = "client_needs_name"
    status = 422
    en = "A client needs a name of at most 200 letters."
    ru = "Укажите название клиента, не длиннее 200 знаков."


class ContactIsTaken(DomainError):
    code = "contact_is_taken"
    en = "{value} already belongs to the client “{name}”. Open that client, or leave the contact out."
    ru = "{value} уже у клиента «{name}». Откройте этого клиента или не указывайте контакт."


class ContactIsWrong(DomainError):
    code = "contact_is_wrong"
    status = 422
    en = "“{value}” is neither a mail address nor a telephone number with at least five digits."
    ru = "«{value}» — не почтовый адрес и не телефон хотя бы из пяти цифр."


class NoteIsWrong(DomainError):
    code = "note_is_wrong"
    status = 422
    en = "A note needs words, at most 2000 letters."
    ru = "Напишите заметку, не длиннее 2000 знаков."


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to a client; `kind` is mail or phone."""

    kind: str
    value: str

    @property
    def key(self) -> str:
        return mail_key(self.value) if self.kind == "mail" else phone_key(self.value)


@dataclass(frozen=True, slots=True)
class Client:
    """A client with every contact known."""

    id: int
    name: str
    contacts: tuple[Contact, ...] = ()


def mail_key(address: str) -> str:
    """Return the normal form of a mail address."""
    return address.strip().strip("<>").lower()


def phone_key(number: str) -> str:
    """Return the normal form of a telephone number, or nothing where it has fewer than five digits."""
    key = number_key(number)
    return key if len(key) >= 5 else ""


def contact_of(text: str) -> Contact:
    """Return what a person wrote as a contact.

    Raises:
        ContactIsWrong: neither an address nor a number.
    """
    value = text.strip()
    if "@" in value and " " not in value and 3 <= len(value) <= 254:
        return Contact("mail", value)
    if phone_key(value) and len(value) <= 40 and not any(character.isalpha() for character in value):
        return Contact("phone", value)
    raise ContactIsWrong(value=value[:60])
