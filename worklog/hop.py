"""The next hop as the gate sees it: a letter goes in, its fate and the reply come out."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from naryad.errors import DomainError
from naryad.value import value
from worklog.reply import Reply


class NextHopIsMissing(DomainError):
    code = "next_hop_is_missing"
    status = 422
    en = (
        "The gate has nowhere to send letters. Set NARYAD_NEXT_HOP to the office's mail server, for example "
        "smtp://127.0.0.1:25, or to maildir:/var/mail/office to deliver inside the office only."
    )
    ru = (
        "Шлюзу некуда отправлять письма. Укажите в NARYAD_NEXT_HOP почтовый сервер офиса, например "
        "smtp://127.0.0.1:25, или maildir:/var/mail/office, чтобы доставлять только внутри офиса."
    )


class GateNotOnLoopback(DomainError):
    code = "gate_not_on_loopback"
    status = 422
    en = (
        "The gate knows people by the sender's address only, so it listens on this machine alone, and {address} is "
        "open to others. Set NARYAD_GATE_LISTEN to 127.0.0.1:{port}, or name the mail servers that come from "
        "elsewhere in NARYAD_GATE_PROXIES."
    )
    ru = (
        "Шлюз узнаёт людей только по адресу отправителя, поэтому принимает письма лишь с этой машины, а {address} "
        "открыт и другим. Укажите в NARYAD_GATE_LISTEN 127.0.0.1:{port} или перечислите в NARYAD_GATE_PROXIES "
        "почтовые серверы, которые приходят с других машин."
    )


class GateCannotListen(DomainError):
    code = "gate_cannot_listen"
    status = 422
    en = "The gate cannot listen on {address}: {why}. Stop what is there, or set another {setting}."
    ru = (
        "Шлюз не может принимать письма на {address}: {why}. Остановите то, что там работает, или укажите другой "
        "{setting}."
    )


class OutsideTheOffice(DomainError):
    code = "outside_the_office"
    status = 422
    en = (
        "From here letters go only inside the office, to addresses @{domain}. Take out of the recipients: {addresses}. "
        "How to write to them, an administrator knows."
    )
    ru = (
        "Отсюда письма уходят только внутри офиса, на адреса @{domain}. Уберите из получателей: {addresses}. Как им "
        "написать, подскажет администратор."
    )


class Fate(StrEnum):
    """What became of a letter that was passed on."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@value(frozen=True, slots=True)
class Outgoing:
    """A letter as it goes to the next server: the type is already out of it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    is_utf8_asked: bool = False

    @property
    def is_8bit(self) -> bool:
        return not self.content.isascii()

    @property
    def needs_utf8(self) -> bool:
        if not all(address.isascii() for address in (self.sender, *self.recipients)):
            return True
        return self.is_utf8_asked and not self.content.partition(b"\r\n\r\n")[0].isascii()


@value(frozen=True, slots=True)
class Relayed:
    """The fate of a letter, and the reply for the mail program that handed it in."""

    fate: Fate
    reply: Reply


class NextHop(Protocol):
    """Where typed letters go: the office's mail server, or the built-in mailboxes."""

    @property
    def name(self) -> str: ...

    async def deliver(self, letter: Outgoing) -> Relayed: ...
