"""What the machine is told from outside: the NARYAD_* environment variables (docs/settings.md)."""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from naryad.errors import DomainError


class ListenAddressIsWrong(DomainError):
    code = "listen_address_is_wrong"
    status = 422
    en = "“{text}” is not an address to listen on. Write host:port, for example 127.0.0.1:8000."
    ru = "«{text}» — не адрес для приёма соединений. Напишите узел:порт, например 127.0.0.1:8000."


class ProxiesAreWrong(DomainError):
    code = "proxies_are_wrong"
    status = 422
    en = (
        "NARYAD_GATE_PROXIES names “{text}”, which is no address or network. Write addresses with commas between "
        "them, for example 127.0.0.0/8, ::1, 10.1.2.3."
    )
    ru = (
        "В NARYAD_GATE_PROXIES указано «{text}», а это не адрес и не сеть. Перечислите адреса через запятую, например "
        "127.0.0.0/8, ::1, 10.1.2.3."
    )


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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
    """Where programs of this machine and the mail servers of `gate_proxies` hand letters in; empty for nowhere."""

    gate_proxies: str = "127.0.0.0/8, ::1"
    """The addresses and networks that `gate_listen` takes letters from and believes the envelope's sender of."""

    submission_listen: str = ""
    """Where mail programs sign in after STARTTLS, such as 0.0.0.0:587; empty for nowhere."""

    submissions_listen: str = ""
    """Where mail programs sign in over TLS from the first byte, such as 0.0.0.0:465; empty for nowhere."""

    submission_name: str = ""
    """The name people enter as their outgoing server, which the certificate is for; empty means that of the pages."""

    tls_certificate: str = ""
    """The PEM file with the certificate of the gate and those above it."""

    tls_key: str = ""
    """The PEM file with its private key; empty means that the certificate's file holds both."""

    gate_connections: int = Field(default=500, ge=1)
    """How many mail programs one gate talks to at once."""

    gate_connections_per_address: int = Field(default=50, ge=1)
    """How many of them may come from one address; programs of this machine and `gate_proxies` are not counted."""

    letters_per_minute: int = Field(default=60, ge=1)
    """How many letters a sender known by signing in, or through a mail server in front, may hand in within a minute."""

    next_hop: str = ""
    """Where typed letters go: smtp://, smtp+starttls:// or smtps://host:port, or maildir:FOLDER for the own domain."""

    next_hop_ca: str = ""
    """A PEM file of the authority that signed the next server's certificate; empty means this machine's own list."""

    next_hop_login: str = ""
    next_hop_password_file: str = ""
    """How letters are signed in at the next server: a login, and a file with its password."""

    next_hop_credentials: str = ""
    """A file of lines `address login password`, where the next server wants the login of each sender."""

    next_hop_lines: int = 20
    """How many lines to the next server at most, from 1 to 1000."""

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

    @field_validator("next_hop_lines")
    @classmethod
    def _some_lines(cls, value: int) -> int:
        if not 1 <= value <= 1000:
            raise ValueError("NARYAD_NEXT_HOP_LINES must be from 1 to 1000")
        return value

    @property
    def database(self) -> str:
        """Return the database URL, the embedded default where none is given."""
        return self.database_url or f"sqlite:///{self.data_dir / 'naryad.sqlite3'}"

    @property
    def web(self) -> tuple[str, int]:
        return host_and_port(self.web_listen)

    @property
    def gate(self) -> tuple[str, int] | None:
        return host_and_port(self.gate_listen) if self.gate_listen else None

    @property
    def submission(self) -> tuple[str, int] | None:
        return host_and_port(self.submission_listen) if self.submission_listen else None

    @property
    def submissions(self) -> tuple[str, int] | None:
        return host_and_port(self.submissions_listen) if self.submissions_listen else None

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Return the networks of `gate_proxies`.

        Raises:
            ProxiesAreWrong: names the first that is none.
        """
        return tuple(_network(text.strip()) for text in self.gate_proxies.split(",") if text.strip())

    @property
    def mail_name(self) -> str:
        """Return the name people enter as their outgoing server."""
        return self.submission_name or urlsplit(self.public_url).hostname or "127.0.0.1"

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


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ProxiesAreWrong(text=text) from None
