"""The mail server letters go to next, as the settings name it: address, encryption, whom to trust, how to sign in."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from naryad.errors import DomainError
from naryad.mail_sign_in import SignIn, SignIns, read_password
from naryad.settings import ListenAddressIsWrong, Settings, host_and_port


class NextHopIsWrong(DomainError):
    code = "next_hop_is_wrong"
    status = 422
    en = (
        "NARYAD_NEXT_HOP “{text}” is not usable: {why_en}. Write smtp://host:25, smtp+starttls://host:587, "
        "smtps://host:465 or maildir:FOLDER."
    )
    ru = (
        "NARYAD_NEXT_HOP «{text}» не подходит: {why_ru}. Напишите smtp://узел:25, smtp+starttls://узел:587, "
        "smtps://узел:465 или maildir:ПАПКА."
    )


class SignInNeedsTls(DomainError):
    code = "sign_in_needs_tls"
    status = 422
    en = (
        "A login is set for the next mail server, but {text} goes without encryption and the password would be open "
        "to everyone on the way. Write smtp+starttls:// or smtps:// in NARYAD_NEXT_HOP."
    )
    ru = (
        "Для следующего почтового сервера задан логин, но {text} — соединение без шифрования, и пароль увидит любой "
        "по дороге. Напишите в NARYAD_NEXT_HOP smtp+starttls:// или smtps://."
    )


class SignInIsIncomplete(DomainError):
    code = "sign_in_is_incomplete"
    status = 422
    en = "{given} is set without {missing}. A login and a file with its password go together: set both or neither."
    ru = "{given} задан без {missing}. Логин и файл с паролем нужны вместе: укажите оба или ни одного."


class AuthorityIsWrong(DomainError):
    code = "authority_is_wrong"
    status = 422
    en = "NARYAD_NEXT_HOP_CA names {path}, and it is of no use: {why}. It is a file of certificates in PEM format."
    ru = "NARYAD_NEXT_HOP_CA указывает на {path}, но взять его нельзя: {why}. Это файл сертификатов в формате PEM."


class Security(StrEnum):
    """How the line is protected; the value is the scheme in NARYAD_NEXT_HOP."""

    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


@dataclass(frozen=True)
class MailServer:
    """Where the next server listens, and what has to hold before it gets a letter.

    `trust` is there exactly where the line is encrypted. With `sign_ins` no letter goes without signing in.
    """

    host: str
    port: int
    security: Security = Security.NONE
    trust: ssl.SSLContext | None = None
    sign_ins: SignIns | None = None

    @property
    def name(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.security.value}://{host}:{self.port}"


def mail_server(settings: Settings) -> MailServer:
    """Return the server that NARYAD_NEXT_HOP and its companions name.

    Raises:
        NextHopIsWrong, SignInNeedsTls, SignInIsIncomplete, AuthorityIsWrong, SecretFileIsOpen, SecretFileIsWrong.
    """
    text = settings.next_hop.strip()
    security, host, port = _address(text)
    if (host, port) in (settings.gate, settings.submission, settings.submissions):
        raise NextHopIsWrong(text=text, why_en="that is the gate itself", why_ru="это сам шлюз")
    sign_ins = _sign_ins(settings)
    if security is Security.NONE:
        if sign_ins is not None:
            raise SignInNeedsTls(text=text)
        if settings.next_hop_ca:
            raise NextHopIsWrong(
                text=text,
                why_en="NARYAD_NEXT_HOP_CA is set, but this address goes without encryption",
                why_ru="задан NARYAD_NEXT_HOP_CA, но этот адрес — без шифрования",
            )
        return MailServer(host, port)
    return MailServer(host, port, security, _trust(settings.next_hop_ca), sign_ins)


def _address(text: str) -> tuple[Security, str, int]:
    scheme, mark, rest = text.partition("://")
    if not mark or scheme not in tuple(Security):
        raise NextHopIsWrong(
            text=_without_secret(text),
            why_en="it is none of smtp:, smtp+starttls:, smtps: and maildir:",
            why_ru="это не smtp:, не smtp+starttls:, не smtps: и не maildir:",
        )
    if "@" in rest:
        raise NextHopIsWrong(
            text=_without_secret(text),
            why_en="a login stands in it; that belongs in NARYAD_NEXT_HOP_LOGIN",
            why_ru="в нём логин, а ему место в NARYAD_NEXT_HOP_LOGIN",
        )
    try:
        host, port = host_and_port(rest.rstrip("/"))
    except ListenAddressIsWrong:
        raise NextHopIsWrong(text=text, why_en="the port is missing", why_ru="не указан порт") from None
    return Security(scheme), host, port


def _sign_ins(settings: Settings) -> SignIns | None:
    everybody = None
    if bool(settings.next_hop_login) != bool(settings.next_hop_password_file):
        login, password = "NARYAD_NEXT_HOP_LOGIN", "NARYAD_NEXT_HOP_PASSWORD_FILE"
        given, missing = (login, password) if settings.next_hop_login else (password, login)
        raise SignInIsIncomplete(given=given, missing=missing)
    if settings.next_hop_login:
        secret = read_password(Path(settings.next_hop_password_file), "NARYAD_NEXT_HOP_PASSWORD_FILE")
        everybody = SignIn(settings.next_hop_login, secret, "NARYAD_NEXT_HOP_LOGIN")
    path = Path(settings.next_hop_credentials) if settings.next_hop_credentials else None
    return None if everybody is None and path is None else SignIns(everybody, path)


def _trust(path: str) -> ssl.SSLContext:
    if not path:
        return _context("", 0)
    try:
        return _context(path, Path(path).stat().st_mtime_ns)
    except ssl.SSLError:
        raise AuthorityIsWrong(path=path, why="no certificate in it") from None
    except OSError as trouble:
        raise AuthorityIsWrong(path=path, why=trouble.strerror or str(trouble)) from None


@lru_cache(maxsize=4)
def _context(path: str, _changed: int) -> ssl.SSLContext:
    """Return a context that checks certificate and name, against this machine's authorities or only those of `path`."""
    context = ssl.create_default_context(cafile=path or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _without_secret(text: str) -> str:
    """Return the address without what stands before its @: a password was perhaps written there."""
    scheme, mark, rest = text.partition("://")
    return f"{scheme}{mark}…@{rest.rpartition('@')[2]}" if "@" in rest else text
