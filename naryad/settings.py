"""What the machine is told from outside: the NARYAD_* environment variables (docs/settings.md)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from naryad.errors import DomainError


class ListenAddressIsWrong(DomainError):
    code = "listen_address_is_wrong"
    status = 422
    en = "“{text}” is not an address to listen on. Write host:port, for example 127.0.0.1:8000."
    ru = "«{text}» — не адрес для приёма соединений. Напишите узел:порт, например 127.0.0.1:8000."


class Settings(BaseSettings):
    """The settings of one process; everything about the office itself stands in the database."""

    model_config = SettingsConfigDict(env_prefix="NARYAD_", extra="ignore")

    database_url: str = ""
    """Where the data is: empty for SQLite in the data folder, or postgresql+psycopg://user@host/base."""

    data_dir: Path = Path("var")
    """The folder for the embedded database, the demo's mailboxes, exports and the generated secret."""

    web_listen: str = "127.0.0.1:8000"
    web_url: str = ""
    """The address people type, used in letters and replies; empty means http:// and `web_listen`."""

    gate_listen: str = "127.0.0.1:2525"
    next_hop: str = ""
    """Where typed letters go: smtp://host:port, or maildir:FOLDER for the office's own domain only."""

    secret_key: str = ""
    """Signs forms and notices; empty means one generated into the data folder."""

    timezone: str = ""
    """A check, not a choice: a value that differs from the office's own time zone stops the start."""

    language: str = "ru"
    """The language of people who have not chosen one: ru or en."""

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in ("ru", "en"):
            raise ValueError("NARYAD_LANGUAGE must be ru or en")
        return value

    @property
    def database(self) -> str:
        """Return the database URL, the embedded default where none is given."""
        return self.database_url or f"sqlite:///{self.data_dir / 'naryad.sqlite3'}"

    @property
    def web(self) -> tuple[str, int]:
        return host_and_port(self.web_listen)

    @property
    def gate(self) -> tuple[str, int]:
        return host_and_port(self.gate_listen)

    @property
    def public_url(self) -> str:
        return (self.web_url or f"http://{self.web_listen}").rstrip("/")

    def secret(self) -> str:
        """Return the signing secret, generating it once into the data folder, readable by its owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text("ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            value = secrets.token_hex(32)
            file.write(value + "\n")
        return value


def host_and_port(text: str) -> tuple[str, int]:
    """Read `host:port`.

    Raises:
        ListenAddressIsWrong: `text` is anything else.
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ListenAddressIsWrong(text=text)
    return host.strip("[]"), int(port)
