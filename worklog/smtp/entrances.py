"""The gate's entrances: where it listens, for whom, and with which certificate."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from naryad.errors import DomainError
from naryad.settings import Network, Settings
from worklog.hop import GateCannotListen, GateNotOnLoopback
from worklog.smtp.certificate import Certificate, certificate_of
from worklog.smtp.dialogue import Dialogue
from worklog.smtp.terms import Entrance


class GateHasNoEntrance(DomainError):
    code = "gate_has_no_entrance"
    status = 422
    en = (
        "The gate listens nowhere. Set NARYAD_SUBMISSION_LISTEN, NARYAD_SUBMISSIONS_LISTEN or NARYAD_GATE_LISTEN to "
        "host:port."
    )
    ru = (
        "Шлюз нигде не принимает письма. Укажите узел:порт в NARYAD_SUBMISSION_LISTEN, NARYAD_SUBMISSIONS_LISTEN или "
        "NARYAD_GATE_LISTEN."
    )


@dataclass
class Place:
    """One entrance: where it is to listen, and once it does, the port it got."""

    entrance: Entrance
    setting: str
    host: str
    port: int
    server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Entrances:
    """All entrances of a gate, in the order in which they are named to people."""

    def __init__(self, settings: Settings) -> None:
        """Read where to listen, and the certificate where one is needed.

        Raises:
            GateHasNoEntrance, GateNotOnLoopback, CertificateIsMissing, CertificateIsWrong, ListenAddressIsWrong.
        """
        named = (
            (Entrance.TRUSTED, "NARYAD_GATE_LISTEN", settings.gate),
            (Entrance.STARTTLS, "NARYAD_SUBMISSION_LISTEN", settings.submission),
            (Entrance.TLS, "NARYAD_SUBMISSIONS_LISTEN", settings.submissions),
        )
        self.places = [Place(entrance, setting, *address) for entrance, setting, address in named if address]
        if not self.places:
            raise GateHasNoEntrance()
        if settings.gate:
            _must_be_near(*settings.gate, settings.proxies)
        signing_in = [place for place in self.places if place.entrance.asks_to_sign_in]
        self.certificate: Certificate | None = None
        if signing_in:
            self.certificate = certificate_of(
                settings.tls_certificate, settings.tls_key, needed_by=signing_in[0].setting
            )

    @property
    def tls(self) -> ssl.SSLContext | None:
        return None if self.certificate is None else self.certificate.context

    def place_of(self, entrance: Entrance) -> Place:
        return next(place for place in self.places if place.entrance is entrance)

    async def open(self, dialogue_at: Callable[[Entrance], Dialogue], *, handshake_seconds: float) -> None:
        """Listen at every entrance, or at none.

        Raises:
            GateCannotListen: an address is taken or not ours.
        """
        loop = asyncio.get_running_loop()
        for place in self.places:

            def begin(entrance: Entrance = place.entrance) -> Dialogue:
                if self.certificate is not None:
                    self.certificate.refresh()
                return dialogue_at(entrance)

            is_tls = place.entrance is Entrance.TLS
            try:
                place.server = await loop.create_server(
                    begin,
                    host=place.host,
                    port=place.port,
                    backlog=256,
                    ssl=self.tls if is_tls else None,
                    ssl_handshake_timeout=handshake_seconds if is_tls else None,
                )
            except OSError as error:
                self.close()
                why = error.strerror or str(error)
                raise GateCannotListen(address=place.address, why=why, setting=place.setting) from None
            place.port = place.server.sockets[0].getsockname()[1]

    def close(self) -> None:
        for place in self.places:
            if place.server is not None:
                place.server.close()


def _must_be_near(host: str, port: int, proxies: tuple[Network, ...]) -> None:
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback and all(network.is_loopback for network in proxies):
        raise GateNotOnLoopback(address=f"{host}:{port}", port=port)
