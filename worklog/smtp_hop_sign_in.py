"""How the gate signs in to the next server: one login for everybody, or one for each sender's address."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from naryad.errors import DomainError
from worklog.reply import Reply

log = logging.getLogger("naryad.gate")

FILE_BYTES_MAX = 1024 * 1024


class SecretFileIsOpen(DomainError):
    code = "secret_file_is_open"
    status = 422
    en = (
        "{path} holds passwords of the next mail server, and others on this machine can read or change it. Close it "
        "(chmod 600 {path}) and give it to the user the gate runs as."
    )
    ru = (
        "В {path} лежат пароли следующего почтового сервера, а прочитать или изменить этот файл могут и посторонние. "
        "Закройте его (chmod 600 {path}) и отдайте пользователю, под которым работает шлюз."
    )


class SecretFileIsWrong(DomainError):
    code = "secret_file_is_wrong"
    status = 422
    en = "{name} names {path}, and the gate cannot use it: {why_en}. Mend the file, or clear {name}."
    ru = "{name} указывает на {path}, но шлюз не может взять его: {why_ru}. Исправьте файл или уберите {name}."


@dataclass(frozen=True, slots=True)
class SignIn:
    """A login and its password; `place` says in logs where they stand, without naming them."""

    login: str
    password: str = field(repr=False)
    place: str = field(compare=False)


class Unserved(Exception):
    """The next server was not asked, or could not be: the reply says why, and nothing was sent."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


@dataclass
class SignIns:
    """The logins towards the next server: by sender's address from a file, else the one for everybody.

    The file is looked at before each letter and read again when it has changed. A changed file that is wrong is
    reported in the log, and what was read before stays in force.
    """

    everybody: SignIn | None = None
    path: Path | None = None
    _by_address: Mapping[str, SignIn] = field(default_factory=dict, repr=False)
    _mark: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.path is not None:
            self._by_address, self._mark = read_sign_ins(self.path), _mark_of(self.path)

    def of(self, sender: str, server: str) -> SignIn:
        """Return how a letter of `sender` signs in at the server called `server`.

        Raises:
            Unserved: no line of the file is for `sender`, and there is no login for everybody.
        """
        self._read_again()
        found = self._by_address.get(sender.casefold(), self.everybody)
        if found is None:
            log.warning("a letter was refused: its sender has no line in the credentials for %s", server)
            raise Unserved(
                Reply.of(
                    451,
                    f"4.7.0 The gate has no sign-in at the next server ({server}) for <{sender}>: nothing was sent, "
                    "nothing counts.",
                    "4.7.0 Ask an administrator to add this address to the credentials of the next server",
                )
            )
        return found

    def _read_again(self) -> None:
        if self.path is None:
            return
        try:
            mark = _mark_of(self.path)
            if mark == self._mark:
                return
            self._mark = mark
            self._by_address = read_sign_ins(self.path)
            log.info("the credentials of the next server were read again")
        except (DomainError, OSError) as trouble:
            why = trouble.message("en") if isinstance(trouble, DomainError) else trouble.strerror
            if self._mark:
                log.error("the credentials of the next server stay as they were read before: %s", why)
            self._mark = ()


def read_password(path: Path, name: str) -> str:
    """Return the password that the file at `path` holds on its first line; `name` is the setting that led here.

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
        SecretFileIsOpen, SecretFileIsWrong: named with its line, never with what the line holds.
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
                why_en=f"line {number} names an address that an earlier line has",
                why_ru=f"адрес из строки {number} уже есть выше",
            )
        found[address] = SignIn(parts[1], parts[2].rstrip(), f"line {number} of the credentials")
    return found


def _read_secret(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o037:
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
    found = path.stat()
    return (found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns)
