"""TLS at the gate: what is refused at the start, what is spoken, and a certificate renewed while the gate runs."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.worklog.mail.submission import Authority, Submission, read_answer, talk
from worklog.hop import GateCannotListen
from worklog.smtp import Gate, certificate, run_gate
from worklog.smtp.certificate_errors import (
    CertificateExpired,
    CertificateIsMissing,
    CertificateIsWrong,
    CertificateNotRead,
    CertificateNotYet,
    CertificateUnsuitable,
    FileNotOpened,
    FileNotPem,
    FileNotThere,
    KeyIsLocked,
    KeyOfAnother,
)
from worklog.smtp.entrances import GateHasNoEntrance

pytestmark = pytest.mark.mail

HOP = "smtp://127.0.0.1:25"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def start(office: Any, **settings: Any) -> None:
    run_gate(office.settings(next_hop=HOP, **settings), office.database).stop()


def refusal(office: Any, expected: type[CertificateIsWrong], **given: Any) -> str:
    """Return what a start with these files says, in English; it says something in Russian too."""
    with pytest.raises(expected) as refused:
        start(office, submission_listen="127.0.0.1:0", **{name: str(value) for name, value in given.items()})
    assert any("а" <= letter <= "я" for letter in refused.value.message("ru").lower())
    return str(refused.value)


# At the start.


@pytest.mark.parametrize("setting", ["submission_listen", "submissions_listen"])
def test_an_entrance_for_signing_in_needs_a_certificate(office: Any, setting: str) -> None:
    with pytest.raises(CertificateIsMissing) as refused:
        start(office, **{setting: "127.0.0.1:0"})

    name = f"NARYAD_{setting.upper()}"
    assert str(refused.value) == (
        f"Mail programs sign in over TLS, and {name} is set without a certificate. Name its PEM file in "
        f"NARYAD_TLS_CERTIFICATE and that of its key in NARYAD_TLS_KEY, or clear {name}."
    )


def test_a_gate_without_any_entrance_does_not_start(office: Any) -> None:
    settings = office.settings(next_hop=HOP).model_copy(update={"gate_listen": ""})

    with pytest.raises(GateHasNoEntrance, match="The gate listens nowhere"):
        run_gate(settings, office.database)


def test_a_gate_may_have_only_entrances_for_signing_in(office: Any, authority: Authority) -> None:
    settings = office.settings(next_hop=HOP, **authority.settings()).model_copy(update={"gate_listen": ""})
    gate = run_gate(settings, office.database)
    gate.stop()

    assert len(gate.addresses) == 2


def test_a_certificate_that_is_not_there_is_named(office: Any, authority: Authority, tmp_path: Path) -> None:
    _, key = authority.issue()
    missing = tmp_path / "missing.pem"

    said = refusal(office, FileNotThere, tls_certificate=missing, tls_key=key)

    assert said == (
        f"There is no file {missing}, which NARYAD_TLS_CERTIFICATE names. Correct the path, or put the file there."
    )


def test_a_key_that_may_not_be_read_is_named(
    office: Any, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued, key = authority.issue()
    opened = Path.open

    def closed(self: Path, *arguments: Any, **named: Any) -> Any:
        if self == key:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", closed)

    said = refusal(office, FileNotOpened, tls_certificate=issued, tls_key=key)
    assert said == (
        f"The file {key} (NARYAD_TLS_KEY) cannot be opened: Permission denied. Let the user that Naryad runs as "
        "read it."
    )


def test_a_file_that_is_no_pem_is_named(office: Any, authority: Authority, tmp_path: Path) -> None:
    issued, key = authority.issue()
    der = tmp_path / "gate.der"
    der.write_bytes(ssl.PEM_cert_to_DER_cert(issued.read_text().partition("-----END CERTIFICATE-----")[0]
                                             + "-----END CERTIFICATE-----\n"))  # fmt: skip

    said = refusal(office, FileNotPem, tls_certificate=der, tls_key=key)

    assert f"In {der} (NARYAD_TLS_CERTIFICATE) no line ends in “CERTIFICATE-----”" in said


def test_certificate_and_key_the_wrong_way_round_are_named(office: Any, authority: Authority) -> None:
    issued, key = authority.issue()

    assert "NARYAD_TLS_CERTIFICATE" in refusal(office, FileNotPem, tls_certificate=key, tls_key=issued)


def test_the_key_of_another_certificate_is_named(office: Any, authority: Authority) -> None:
    issued, _ = authority.issue()
    _, other = authority.issue("other")

    said = refusal(office, KeyOfAnother, tls_certificate=issued, tls_key=other)

    assert said == (
        f"The key {other} (NARYAD_TLS_KEY) does not belong to the certificate {issued}. Name the key it was made with."
    )


def test_a_torn_certificate_is_named(office: Any, authority: Authority) -> None:
    issued, key = authority.issue()
    issued.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")

    assert "Copy both anew" in refusal(office, CertificateNotRead, tls_certificate=issued, tls_key=key)


def test_a_locked_key_is_named_and_nobody_is_asked_on_the_console(
    office: Any, authority: Authority, tmp_path: Path
) -> None:
    issued, key = authority.issue()
    locked = tmp_path / "locked.key"
    subprocess.run(
        ["openssl", "pkey", "-in", str(key), "-aes128", "-passout", "pass:secret", "-out", str(locked)], check=True
    )

    assert "locked with a password" in refusal(office, KeyIsLocked, tls_certificate=issued, tls_key=locked)


def test_an_expired_certificate_is_named(office: Any, authority: Authority) -> None:
    issued, key = authority.issue(not_after=datetime(2020, 1, 1, tzinfo=UTC))

    said = refusal(office, CertificateExpired, tls_certificate=issued, tls_key=key)

    assert said == (
        f"The certificate {issued} (NARYAD_TLS_CERTIFICATE) has expired. Renew it with its issuer and put the new one "
        "in its place."
    )


def test_a_certificate_of_the_future_is_named(office: Any, authority: Authority) -> None:
    issued, key = authority.issue(not_before=datetime(2900, 1, 1, tzinfo=UTC))

    assert "Look at this machine's clock" in refusal(office, CertificateNotYet, tls_certificate=issued, tls_key=key)


def test_a_clients_certificate_does_not_suit_a_server(office: Any, tmp_path: Path) -> None:
    issued, key = tmp_path / "client.pem", tmp_path / "client.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
         "-subj", "/CN=client", "-addext", "extendedKeyUsage=clientAuth", "-keyout", str(key), "-out", str(issued)],
        check=True, capture_output=True,
    )  # fmt: skip

    assert "does not suit a server" in refusal(office, CertificateUnsuitable, tls_certificate=issued, tls_key=key)


def test_one_file_may_hold_certificate_and_key(office: Any, authority: Authority, tmp_path: Path) -> None:
    issued, key = authority.issue()
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + issued.read_bytes())

    start(office, submission_listen="127.0.0.1:0", tls_certificate=str(both))


def test_a_port_that_is_taken_is_named_with_its_setting(office: Any, authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(GateCannotListen, match=rf"127\.0\.0\.1:{port}.*set another NARYAD_SUBMISSIONS_LISTEN"):
            start(office, **{**authority.settings(), "submissions_listen": f"127.0.0.1:{port}"})


# What is spoken.


@pytest.mark.parametrize("entrance", ["starttls", "tls"])
def test_versions_below_1_2_are_not_spoken(submission: Submission, entrance: str) -> None:
    old = submission.authority.trust
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1

    with pytest.raises((ssl.SSLError, ConnectionError)):
        with submission.program(tls=entrance == "tls") as program:
            program.ehlo()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_1_2_and_1_3_are_spoken(submission: Submission, version: ssl.TLSVersion) -> None:
    trust = submission.authority.trust
    trust.minimum_version = trust.maximum_version = version

    with submission.program() as program:
        assert program.ehlo()[0] == 250


def test_a_program_that_does_not_trust_the_certificate_leaves_the_gate_working(
    submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    with smtplib.SMTP("127.0.0.1", submission.starttls_port, timeout=30) as program:
        with pytest.raises(ssl.SSLCertVerificationError):
            program.starttls(context=ssl.create_default_context())
        program.close()

    with submission.program() as program:
        assert program.ehlo()[0] == 250
    assert [line for line in caplog.records if line.name == "naryad.gate" and line.levelno >= logging.ERROR] == []
    settle(lambda: submission.gate.occupancy.connections == 0)


def test_what_is_said_in_the_clear_instead_of_the_handshake_ends_the_connection(submission: Submission) -> None:
    with socket.create_connection(("127.0.0.1", submission.starttls_port), timeout=20) as line:
        answers = line.makefile("rb")
        read_answer(answers)
        for command in (b"EHLO x\r\n", b"STARTTLS\r\n"):
            line.sendall(command)
            read_answer(answers)
        line.sendall(b"MAIL FROM:<anna@office.example>\r\n")
        heard = line.recv(100)

    assert not heard.startswith(b"250")
    settle(lambda: submission.gate.occupancy.connections == 0)


def test_a_command_pushed_before_the_handshake_is_never_done(submission: Submission) -> None:
    said = talk(submission.starttls_port, (b"EHLO x\r\n", b"STARTTLS\r\nRSET\r\n"))

    assert said[0].startswith("503 5.5.1 Commands stood behind STARTTLS before TLS began")


def test_plain_words_at_the_door_of_tls_are_not_answered(submission: Submission) -> None:
    with socket.create_connection(("127.0.0.1", submission.tls_port), timeout=20) as line:
        line.sendall(b"EHLO mail.program\r\n")
        assert b"250" not in line.recv(100)


# Renewal.


@pytest.fixture
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the files with each connection, not once a second."""
    monkeypatch.setattr(certificate, "LOOK_EVERY_SECONDS", 0.0)


def serial(submission: Submission) -> object:
    with submission.program(tls=True) as program:
        assert isinstance(program.sock, ssl.SSLSocket)
        return (program.sock.getpeercert() or {})["serialNumber"]


def test_a_renewed_certificate_is_taken_up_without_a_restart(attentive: None, submission: Submission) -> None:
    before = serial(submission)
    with submission.program() as open_line:
        submission.authority.renew()
        after = serial(submission)

        assert open_line.ehlo()[0] == 250
    assert after != before
    with submission.program() as program:
        assert isinstance(program.sock, ssl.SSLSocket)
        assert (program.sock.getpeercert() or {})["serialNumber"] == after


def test_a_broken_renewal_leaves_the_old_certificate_in_use(
    attentive: None, submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    before = serial(submission)
    (submission.authority.folder / "gate.pem").write_text("nothing of the sort")

    assert serial(submission) == before
    assert serial(submission) == before
    told = [line.getMessage() for line in caplog.records if "was not renewed" in line.getMessage()]
    assert len(told) == 1
    assert "gate.pem" in told[0]

    submission.authority.renew()
    assert serial(submission) != before


def test_a_renewed_certificate_is_looked_for_at_most_once_a_second(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = submission.gate.entrances.certificate
    assert held is not None
    looks: list[Path] = []
    monkeypatch.setattr(certificate, "_stamp", lambda path, _setting: looks.append(path))
    moments = iter([1000.0, 1000.9])
    monkeypatch.setattr(certificate.time, "monotonic", lambda: next(moments))
    held._looked_at = 1000.0

    for _ in range(2):
        held.refresh()
    assert looks == []


def settle(is_so: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to rest")


def test_the_gate_without_tls_starts_as_before(office: Any) -> None:
    gate = Gate(office.settings(next_hop=HOP), office.database)

    assert gate.entrances.certificate is None
