"""Invitations by mail: sent through the office's mail server, shown to copy where it does not take them."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI

from naryad.people import Employee
from tests.floor.screens.conftest import Browser


class Server:
    """A mail server that keeps what it takes, and does not know the addressees it is told not to."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        self.letters.append(envelope.content)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(floor: FastAPI) -> Iterator[Server]:
    """The office's mail server, set as the next hop."""
    handler, port = Server(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    floor.state.settings.next_hop = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def test_an_invitation_goes_by_mail_in_the_language_of_its_reader(
    browser: Browser, vera: Employee, hire: Callable[..., Employee], server: Server
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    john = hire("John Smith", "103", password=None, language="en")
    browser.sign_in(vera.email)
    browser.get("/staff/invitations")

    text = browser.post("/staff/invitations", {"people": [boris.id, john.id], "by_mail": "1"})

    assert "Все приглашения отправлены по почте" in text
    first, second = (message_from_bytes(letter, policy=policy.default) for letter in server.letters)
    assert first["To"] == boris.email
    assert first["Subject"] == "Ваше место в Наряде, Контора"
    assert second["Subject"] == "Your place in Naryad, Контора"
    assert re.search(r"http://127\.0\.0\.1:8000/invitation/[\w-]{20,}", str(first.get_content()))
    assert "Орлов Борис Ильич" in first.get_content()


def test_a_link_the_server_did_not_take_is_shown_to_be_given_by_hand(
    browser: Browser, vera: Employee, hire: Callable[..., Employee], server: Server
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    server.unknown = {boris.email}
    browser.sign_in(vera.email)
    browser.get("/staff/invitations")

    text = browser.post("/staff/invitations", {"people": [boris.id], "by_mail": "1"})

    assert "Почтовый сервер принял не все письма" in text
    assert "/invitation/" in browser.text


def test_a_server_that_is_down_loses_no_invitation(
    browser: Browser, vera: Employee, hire: Callable[..., Employee], floor: FastAPI
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    floor.state.settings.next_hop = f"smtp://127.0.0.1:{free_port()}"
    browser.sign_in(vera.email)
    browser.get("/staff/invitations")

    text = browser.post("/staff/invitations", {"people": [boris.id], "by_mail": "1"})

    assert browser.status == 200
    assert "Почтовый сервер принял не все письма" in text
    assert "/invitation/" in browser.text
