"""A real Postfix as the next server, configured as docs/mail-setup.md says."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.needs import needs
from tests.worklog.mail.postfix import (
    Postfix,
    free_port,
    names_printed,
    printed,
    replaced,
    running_logins,
    running_postfix,
)
from worklog.entry import State

pytestmark = pytest.mark.mail

LETTER = (
    "From: Анна <anna@office.example>\r\nTo: pavel@client.example\r\nSubject: [#L10] Offer\r\n"
    "Message-ID: <%d@office.example>\r\nDate: Thu, 15 Oct 2026 12:00:00 +0300\r\nX-Odd:  two  spaces \r\n\r\n"
    "Уважаемый Павел,\r\n.a line with a dot\r\n..and with two\r\n" + "long " * 190 + "\r\n\r\n\r\n"
)
TYPED = (LETTER % 1).encode()
PASSED = TYPED.replace(b"[#L10] ", b"")
ADDED_BY_POSTFIX = re.compile(rb"^(Return-Path|X-Original-To|Delivered-To|Received):.*\n([ \t].*\n)*", re.MULTILINE)
LATER = "olga@client.example 450 4.2.1 The mailbox is busy, come again\n"


@pytest.fixture(scope="module")
def behind() -> Iterator[tuple[Postfix, int]]:
    """Postfix on this machine behind the gate, and its port. One of its mailboxes is busy."""
    port = free_port()
    master = f"127.0.0.1:{port} inet n - n - - smtpd\n"
    busy = "smtpd_recipient_restrictions = check_recipient_access texthash:/etc/postfix/later\n"
    main = printed("behind/main.cf") + busy
    with running_postfix(main=main, master=master, ports=(port,), files={"later": LATER}) as postfix:
        yield postfix, port


@pytest.fixture
def gate(start_gate: Any, behind: tuple[Postfix, int]) -> Any:
    _, port = behind
    address = replaced(printed("behind/environment"), {"127.0.0.1:25": f"127.0.0.1:{port}"})
    return start_gate(next_hop=address.strip().partition("=")[2])


def without_additions(letter: bytes) -> bytes:
    """Return the letter as it was before Postfix put its fields on top, with the line ends of the protocol."""
    head, separator, body = letter.partition(b"\n\n")
    return (ADDED_BY_POSTFIX.sub(b"", head + b"\n")[:-1] + separator + body).replace(b"\n", b"\r\n")


def test_a_typed_letter_arrives_byte_for_byte_and_counts_once(office: Any, gate: Any, behind: Any) -> None:
    postfix, _ = behind
    before = len(postfix.mailbox("pavel@client.example"))

    code, text = gate.send(TYPED, "pavel@client.example", "L10@types.office.example", options=("BODY=8BITMIME",))

    assert code == 250
    assert re.fullmatch(r"2\.0\.0 Ok: queued as \w+", text)
    letter = postfix.arrived("pavel@client.example", before + 1)[-1]
    assert without_additions(letter) == PASSED
    assert b"types.office.example" not in letter
    assert office.minutes() == [Decimal(10)]


def test_swaks_sends_a_typed_letter(office: Any, gate: Any, behind: Any) -> None:
    postfix, _ = behind
    before = len(postfix.mailbox("boris@office.example"))

    said = subprocess.run(
        [
            str(needs("swaks")), "--server", f"127.0.0.1:{gate.port}", "--from", "anna@office.example",
            "--to", "boris@office.example", "--header", "Subject: Offer", "--add-header", "X-Work-Type: L10",
        ],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert "250 2.0.0 Ok: queued as" in said.stdout
    [letter] = postfix.arrived("boris@office.example", before + 1)[before:]
    assert b"X-Work-Type" not in letter
    assert office.minutes() == [Decimal(10)]


def test_one_recipient_whom_postfix_does_not_know_stops_the_letter_for_all(office: Any, gate: Any, behind: Any) -> None:
    postfix, _ = behind
    before = len(postfix.mailbox("pavel@client.example"))

    code, text = gate.send(TYPED, "pavel@client.example", "nobody@client.example")

    assert code == 550
    assert text.splitlines()[0].endswith("the next server refused 1 of the addresses")
    assert "<nobody@client.example>: 550 5.1.1 <nobody@client.example>: Recipient address rejected" in text
    assert office.minutes() == []
    assert office.letters()[0].state is State.REFUSED
    assert len(postfix.mailbox("pavel@client.example")) == before


def test_one_recipient_who_is_busy_makes_the_whole_letter_wait(office: Any, gate: Any, behind: Any) -> None:
    code, text = gate.send(TYPED, "pavel@client.example", "olga@client.example")

    assert code == 451
    assert "<olga@client.example>: 450 4.2.1" in text
    assert office.minutes() == []


def test_a_single_recipient_refused_amid_a_group_of_commands_gets_no_empty_letter(
    office: Any, gate: Any, behind: Any
) -> None:
    postfix, _ = behind

    code, text = gate.send(TYPED, "nobody@client.example")

    assert code == 550
    assert "5.1.1 <nobody@client.example>: Recipient address rejected" in text
    assert "no valid recipients" not in text
    assert "lost connection after DATA" not in postfix.log


def test_many_letters_share_few_lines(office: Any, gate: Any, behind: Any) -> None:
    postfix, _ = behind
    before = postfix.log.count("smtpd") and postfix.log.count(" connect from ")
    letters = [(LETTER % number).encode() for number in range(100, 140)]

    def send(raw: bytes) -> int:
        code, _ = gate.send(raw, options=("BODY=8BITMIME",))
        return int(code)

    with ThreadPoolExecutor(8) as programs:
        codes = list(programs.map(send, letters))

    assert codes == [250] * 40
    assert office.minutes() == [Decimal(10)] * 40
    assert postfix.log.count(" connect from ") - before <= 8


def test_postfix_stopped_and_started_again_loses_nothing(office: Any, gate: Any, behind: Any) -> None:
    postfix, port = behind
    before = gate.send(TYPED)[0]

    postfix.command("stop")
    while_down = gate.send((LETTER % 2).encode())
    postfix.start((port,))
    after = gate.send((LETTER % 2).encode())[0]

    assert (before, after) == (250, 250)
    assert while_down[0] == 451
    assert "cannot be reached or broke the line: nothing was sent, nothing counts" in while_down[1]
    assert office.minutes() == [Decimal(10), Decimal(10)]


def test_postfix_reloaded_meanwhile_takes_the_next_letter(office: Any, gate: Any, behind: Any) -> None:
    postfix, _ = behind

    codes = [gate.send(TYPED)[0]]
    assert postfix.command("reload").returncode == 0
    codes.append(gate.send((LETTER % 2).encode())[0])

    assert codes == [250, 250]
    assert office.minutes() == [Decimal(10), Decimal(10)]


# On another machine: TLS and a login of the gate


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def apart(authority: trustme.CA) -> Iterator[tuple[Postfix, int]]:
    """Postfix that wants the gate to sign in over TLS, and its port."""
    port = free_port()
    proof = authority.issue_cert("127.0.0.1")
    files = {
        "mail.office.example.pem": proof.cert_chain_pems[0].bytes().decode(),
        "mail.office.example.key": proof.private_key_pem.bytes().decode(),
    }
    with running_logins({"gate": "correct horse"}) as logins:
        put = {"submission inet": f"127.0.0.1:{port} inet", "private/auth": f"inet:127.0.0.1:{logins.port}"}
        master = replaced(printed("apart/master.cf"), put)
        with running_postfix(master=master, ports=(port,), files=files) as postfix:
            yield postfix, port


def environment(folder: Path, port: int, password: str, authority: trustme.CA) -> dict[str, str]:
    """Return the settings as the paper has them, with this test's port and files."""
    path = folder / "next_hop_password"
    path.write_text(password)
    path.chmod(0o600)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    put = {"mail.office.example:587": f"127.0.0.1:{port}", "/etc/naryad/next_hop_password": path}
    lines = replaced(printed("apart/environment"), put).splitlines()
    pairs = [line.removeprefix("NARYAD_").split("=", 1) for line in lines]
    return {**{name.lower(): value for name, value in pairs}, "next_hop_ca": str(folder / "authority.pem")}


def test_the_gate_signs_in_to_postfix_over_tls(
    office: Any, start_gate: Any, apart: Any, authority: trustme.CA, tmp_path: Path
) -> None:
    postfix, port = apart
    gate = start_gate(**environment(tmp_path, port, "correct horse", authority))

    code, _ = gate.send(TYPED, options=("BODY=8BITMIME",))

    assert code == 250
    assert without_additions(postfix.arrived("pavel@client.example")[-1]) == PASSED
    assert "sasl_method=PLAIN, sasl_username=gate" in postfix.log
    assert office.minutes() == [Decimal(10)]


def test_postfix_does_not_take_a_wrong_password(
    office: Any, start_gate: Any, apart: Any, authority: trustme.CA, tmp_path: Path
) -> None:
    postfix, port = apart
    gate = start_gate(**environment(tmp_path, port, "wrong donkey", authority))

    code, text = gate.send(TYPED)

    assert code == 451
    assert "did not take the gate's sign-in: nothing was sent, nothing counts" in text
    assert "535 5.7.8 Error: authentication failed" in text
    assert "donkey" not in text + postfix.log
    assert office.minutes() == []


def test_a_postfix_that_cannot_prove_its_name_gets_nothing(
    office: Any, start_gate: Any, apart: Any, tmp_path: Path
) -> None:
    _, port = apart
    gate = start_gate(**environment(tmp_path, port, "correct horse", trustme.CA()))

    code, text = gate.send(TYPED)

    assert code == 451
    assert "could not prove its name" in text
    assert office.minutes() == []


def test_every_named_block_of_the_paper_is_run_by_a_test() -> None:
    here = {"behind/environment", "behind/main.cf", "apart/environment", "apart/master.cf"}
    around = {"around/environment", "around/master.cf", "around/sender_logins"}
    provider = {"provider/environment", "provider/next_hop_credentials"}

    assert names_printed() == here | around | provider
