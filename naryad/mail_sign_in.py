"""How letters are signed in at the next mail server: one login for everybody, or one for each sender's address."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from naryad.errors import DomainError

log = logging.getLogger("naryad.gate")

FILE_BYTES_MAX = 1024 * 1024
OPEN_TO_OTHERS = 0o037
"""Bits a file of passwords must not have: the group may read it, and nobody else anything."""


class SecretFileIsOpen(DomainError):
    code = "secret_file_is_open"
    status = 422
    en = (
        "{path} holds a password of the next mail server, and others on this machine can read or change it. "
        "Close it (chmod 600 {path}); it belongs to the user the gate runs as."
    )
    ru = (
        "В файле {path} лежит пароль следующего почтового сервера, а прочитать или изменить его могут и посторонние. "
        "Закройте файл (chmod 600 {path}); владельцем должен быть пользователь, под которым работает шлюз."
    )


class SecretFileIsWrong(DomainError):
    code = "secret_file_is_wrong"
    status = 422
    en = "{name} names {path}, and it is of no use: {why_en}. Mend the file, or clear {name}."
    ru = "{name} указывает на {path}, но взять его нельзя: {why_ru}. Исправьте файл или уберите {name}."


@dataclass(frozen=True, slots=True)
class SignIn:
    """A login and its password; `place` says in logs where they stand, without naming them."""

    login: str
    password: str = field(repr=False)
    place: str = field(compare=False)


@dataclass
class SignIns:
    """The logins by sender's address from a file, and the one for everybody else.

    The file is looked at each time and read again when it has changed. A changed file that is wrong is reported in
    the log, and what was read before stays in force.

    Raises:
        SecretFileIsOpen, SecretFileIsWrong: the file is wrong at the beginning.
    """

    everybody: SignIn | None = None
    path: Path | None = None
    _by_address: Mapping[str, SignIn] = field(default_factory=dict, repr=False)
    _mark: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.path is not None:
            self._by_address = read_sign_ins(self.path)
            self._mark = _mark_of(self.path)

    def of(self, sender: str) -> SignIn | None:
        """Return how a letter of the address `sender` is signed in; None where neither file nor setting says."""
        if self.path is not None:
            self._read_again(self.path)
        return self._by_address.get(sender.casefold(), self.everybody)

    def _read_again(self, path: Path) -> None:
        mark = _mark_of(path)
        if mark == self._mark:
            return
        self._mark = mark
        try:
            self._by_address = read_sign_ins(path)
            log.info("the credentials of the next server were read again")
        except DomainError as refusal:
            log.error("the credentials of the next server stay as they were read before: %s", refusal)


def read_password(path: Path, name: str) -> str:
    """Return the password that stands on the first line of the file; `name` is the setting that led to it.

    Raises:
        SecretFileIsOpen, SecretFileIsWrong.
    """
    lines = _read_secret(path, name).splitlines()
    if not lines or not lines[0]:
        raise SecretFileIsWrong(name=name, path=path, why_en="it is empty", why_ru="он пуст")
    return lines[0]


def read_sign_ins(path: Path, name: str = "NARYAD_NEXT_HOP_CREDENTIALS") -> Mapping[str, SignIn]:
    """Return the logins by casefolded address; a line is `address login password`, `#` begins a remark.

    Raises:
        SecretFileIsOpen, SecretFileIsWrong: a bad line is named by its number, never by what it holds.
    """
    found: dict[str, SignIn] = {}
    for number, line in enumerate(_read_secret(path, name).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = line.split(maxsplit=2)
        if len(parts) < 3 or "@" not in parts[0]:
            raise SecretFileIsWrong(
                name=name,
                path=path,
                why_en=f"line {number} is not “address login password”",
                why_ru=f"строка {number} — не «адрес логин пароль»",
            )
        address = parts[0].casefold()
        if address in found:
            raise SecretFileIsWrong(
                name=name,
                path=path,
                why_en=f"line {number} names an address that stands above already",
                why_ru=f"адрес из строки {number} уже есть выше",
            )
        found[address] = SignIn(parts[1], parts[2].rstrip(), f"line {number} of the credentials")
    return found


def _read_secret(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & OPEN_TO_OTHERS:
                raise SecretFileIsOpen(path=path)
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as trouble:
        why = trouble.strerror or type(trouble).__name__
        raise SecretFileIsWrong(name=name, path=path, why_en=why, why_ru=why) from None
    if len(content) > FILE_BYTES_MAX:
        raise SecretFileIsWrong(name=name, path=path, why_en="it is larger than 1 MB", why_ru="он больше 1 МБ")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SecretFileIsWrong(
            name=name, path=path, why_en="it is not in UTF-8", why_ru="он не в кодировке UTF-8"
        ) from None


def _mark_of(path: Path) -> tuple[int, ...]:
    """Return what changes when the file does; nothing where it cannot be seen."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
