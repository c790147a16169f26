"""The gate's certificate: whoever looks after it reads its names and its time, and is warned before its end."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import trustme
from fastapi.testclient import TestClient

from naryad import access, staff
from naryad.app import create_app
from naryad.people import Employee, Role
from naryad.web import SESSION_COOKIE
from tests.worklog.mail.submission import Authority, open_submission
from worklog.certificate import Certificate, Standing, read_certificate
from worklog.smtp import certificate as gate_certificate
from worklog.smtp.certificate_watch import CertificateWatch

pytestmark = pytest.mark.mail

MOSCOW = ZoneInfo("Europe/Moscow")
BEGINS = datetime(2026, 9, 1, tzinfo=UTC)
HALF_PAST_MIDNIGHT = datetime(2027, 1, 30, 21, 30, tzinfo=UTC)
"""The end: 31.01.2027, 00:30 in Moscow, while it is still the 30th elsewhere."""
NAME = "gate.office.example"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def ending(ends_at: datetime = HALF_PAST_MIDNIGHT) -> Certificate:
    return Certificate((NAME,), BEGINS, ends_at)


def issued(authority: Authority, ends_at: datetime = HALF_PAST_MIDNIGHT) -> dict[str, str]:
    """Issue a certificate and return what the pages are told of it."""
    file, _key = authority.issue(not_before=BEGINS, not_after=ends_at)
    return {"submissions_listen": "0.0.0.0:465", "submission_name": NAME, "tls_certificate": str(file)}


# Read.


def test_names_and_both_ends_are_read_from_the_file(authority: Authority) -> None:
    file, _key = authority.issue(not_before=BEGINS, not_after=HALF_PAST_MIDNIGHT)

    assert read_certificate(file.read_bytes()) == Certificate((NAME,), BEGINS, HALF_PAST_MIDNIGHT)


def test_every_name_and_address_counts_and_capitals_do_not() -> None:
    pem = trustme.CA().issue_cert("Mail.Office.Example", "*.zarya.example", "10.1.2.3", "2001:db8::1")

    read = read_certificate(pem.cert_chain_pems[0].bytes())

    assert read.names == ("mail.office.example", "*.zarya.example", "10.1.2.3", "2001:db8::1")
    assert [read.is_for(name) for name in ("MAIL.office.example.", "gate.zarya.example", "10.1.2.3")] == [True] * 3
    assert [read.is_for(name) for name in ("zarya.example", "a.b.zarya.example", "office.example", "")] == [False] * 4


def test_a_year_of_four_digits_and_one_without_an_end_are_read() -> None:
    far = trustme.CA().issue_cert(NAME, not_before=BEGINS, not_after=datetime(2051, 6, 1, tzinfo=UTC))
    never = trustme.CA().issue_cert(NAME, not_before=BEGINS, not_after=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))

    assert read_certificate(far.cert_chain_pems[0].bytes()).ends_at == datetime(2051, 6, 1, tzinfo=UTC)
    endless = read_certificate(never.cert_chain_pems[0].bytes())
    assert endless.standing(datetime(2027, 1, 1, tzinfo=UTC), MOSCOW) is Standing.GOOD


def test_the_first_certificate_of_a_file_is_read_whatever_stands_around_it(authority: Authority) -> None:
    file, key = authority.issue(not_before=BEGINS, not_after=HALF_PAST_MIDNIGHT)
    other = trustme.CA().issue_cert("other.example").cert_chain_pems[0].bytes()

    assert read_certificate(key.read_bytes() + b"Subject: \xd0\xb0\n" + file.read_bytes() + other).names == (NAME,)


@pytest.mark.parametrize("whole", [0, 1, 2, 40, 200, 400])
def test_a_certificate_that_is_cut_off_is_refused(authority: Authority, whole: int) -> None:
    file, _key = authority.issue()
    first = file.read_text().partition("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
    torn = ssl.DER_cert_to_PEM_cert(ssl.PEM_cert_to_DER_cert(first)[:whole])

    with pytest.raises(ValueError, match="certificate"):
        read_certificate(torn.encode())


@pytest.mark.parametrize("pem", [b"", b"nothing of the sort", b"-----BEGIN CERTIFICATE-----\nMIIB\n"])
def test_a_file_without_a_certificate_is_refused(pem: bytes) -> None:
    with pytest.raises(ValueError, match="no certificate that can be read"):
        read_certificate(pem)


# How it stands: days of the office.


@pytest.mark.parametrize(
    ("now", "left", "standing"),
    [
        (datetime(2027, 1, 8, 20, 59, tzinfo=UTC), 23, Standing.GOOD),
        (datetime(2027, 1, 9, 20, 59, tzinfo=UTC), 22, Standing.GOOD),
        (datetime(2027, 1, 9, 21, 0, tzinfo=UTC), 21, Standing.SOON),
        (datetime(2027, 1, 23, 20, 59, tzinfo=UTC), 8, Standing.SOON),
        (datetime(2027, 1, 23, 21, 0, tzinfo=UTC), 7, Standing.URGENT),
        (datetime(2027, 1, 30, 20, 59, tzinfo=UTC), 1, Standing.URGENT),
        (datetime(2027, 1, 30, 21, 30, tzinfo=UTC), 0, Standing.URGENT),
        (datetime(2027, 1, 30, 21, 30, 1, tzinfo=UTC), 0, Standing.ENDED),
        (datetime(2027, 2, 2, 9, 0, tzinfo=UTC), -2, Standing.ENDED),
        (datetime(2026, 8, 31, 23, 59, 59, tzinfo=UTC), 152, Standing.NOT_YET),
        (datetime(2026, 9, 1, tzinfo=UTC), 152, Standing.GOOD),
    ],
)
def test_warned_from_21_days_alarmed_from_7_and_after_the_end(now: datetime, left: int, standing: Standing) -> None:
    assert ending().days_left(now.astimezone(MOSCOW).date(), MOSCOW) == left
    assert ending().standing(now, MOSCOW) is standing


def test_the_days_are_those_of_the_offices_calendar() -> None:
    evening = datetime(2027, 1, 9, 21, 0, tzinfo=UTC)

    assert ending().standing(evening, MOSCOW) is Standing.SOON
    assert ending(HALF_PAST_MIDNIGHT).standing(evening, ZoneInfo("UTC")) is Standing.SOON
    assert ending(datetime(2027, 1, 31, 4, tzinfo=UTC)).standing(evening, ZoneInfo("Asia/Vladivostok")) is Standing.SOON
    assert ending(datetime(2027, 1, 31, 4, tzinfo=UTC)).standing(evening, ZoneInfo("UTC")) is Standing.GOOD


# On its page.


def in_english(office: Any, person: Employee, language: str = "en") -> Employee:
    with office.database.writing() as session:
        staff.choose_language(session, person, language, office.clock())
    return person


def test_the_page_names_the_names_and_both_ends(office: Any, authority: Authority, visit: Callable[..., Any]) -> None:
    page = visit(in_english(office, office.boris), **issued(authority)).get("/mail/certificate")

    assert page.status_code == 200
    for said in (NAME, "01.09.2026 03:00", "31.01.2027 00:30", "It serves 108 days more.", "gate.pem"):
        assert said in page.text
    assert "It is not for the name people enter" not in page.text


def test_the_page_says_that_people_enter_another_name(
    office: Any, authority: Authority, visit: Callable[..., Any]
) -> None:
    told = {**issued(authority), "submission_name": "mail.office.example"}

    text = visit(office.boris, **told).get("/mail/certificate").text

    assert "Mail programs are told to connect to mail.office.example, and the certificate does not name it" in text


def test_where_nobody_signs_in_no_certificate_is_missed(office: Any, visit: Callable[..., Any]) -> None:
    assert "No certificate is in use" in visit(office.boris).get("/mail/certificate").text


def test_a_file_out_of_the_pages_reach_is_no_alarm(office: Any, tmp_path: Path, visit: Callable[..., Any]) -> None:
    told = {"submissions_listen": "0.0.0.0:465", "tls_certificate": str(tmp_path / "elsewhere.pem")}

    text = visit(office.boris, **told).get("/mail/certificate").text

    assert "The certificate cannot be read from here" in text
    assert "No such file or directory" in text


def test_an_employee_does_not_open_the_page(office: Any, authority: Authority, visit: Callable[..., Any]) -> None:
    refused = visit(office.anna, **issued(authority)).get("/mail/certificate")

    assert refused.status_code == 403


# On the first page.


def first_page(office: Any, person: Employee, **settings: str) -> str:
    """Return what somebody reads who opens the whole application."""
    app = create_app(office.settings(**settings), office.database, clock=office.clock, regular=False)
    with office.database.writing() as session:
        secret = access.open_session(session, person, client="test", now=office.clock())
    client = TestClient(app, base_url="http://naryad.office.example")
    client.cookies.set(SESSION_COOKIE, secret)
    return unescape(client.get("/").text)


@pytest.mark.parametrize(
    ("now", "tone", "en", "ru"),
    [
        (
            datetime(2027, 1, 10, 9, tzinfo=UTC),
            "warn",
            ("ends on 31.01.2027 00:30", "21 days are left."),
            ("заканчивается 31.01.2027 00:30", "Остался 21 день."),
        ),
        (
            datetime(2027, 1, 24, 9, tzinfo=UTC),
            "error",
            ("ends on 31.01.2027 00:30", "7 days are left."),
            ("заканчивается 31.01.2027 00:30", "Осталось 7 дней."),
        ),
        (
            datetime(2027, 1, 30, 21, 10, tzinfo=UTC),
            "error",
            ("ends on 31.01.2027 00:30", "That is today."),
            ("заканчивается 31.01.2027 00:30", "Это сегодня."),
        ),
        (
            datetime(2027, 2, 2, 9, tzinfo=UTC),
            "error",
            ("ended on 31.01.2027 00:30", "Mail programs do not sign in any more"),
            ("закончился 31.01.2027 00:30", "Почтовые программы больше не входят"),
        ),
        (
            datetime(2026, 8, 31, 9, tzinfo=UTC),
            "error",
            ("holds from 01.09.2026 03:00 only", "Until then mail programs do not sign in."),
            ("действует только с 01.09.2026 03:00", "До этого почтовые программы не войдут."),
        ),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_first_page_warns_in_the_readers_language(
    office: Any, authority: Authority, now: datetime, tone: str, en: tuple[str, ...], ru: tuple[str, ...], language: str
) -> None:
    with office.database.writing() as session:
        staff.give_roles(session, office.boris.id, {Role.ADMINISTRATOR}, actor=None, now=office.clock())
    boris = in_english(office, office.boris, language)
    office.clock.now = now

    text = first_page(office, boris, **issued(authority))

    for said in en if language == "en" else ru:
        assert said in text
    assert f'class="notice {tone}"' in text
    assert 'href="/mail/certificate"' in text


def test_before_that_and_for_others_the_first_page_is_silent(office: Any, authority: Authority) -> None:
    told = issued(authority)
    accountant = hire(office, Role.ACCOUNTANT)

    office.clock.now = datetime(2027, 1, 9, 9, tzinfo=UTC)
    assert "/mail/certificate" not in first_page(office, office.chief, **told)
    office.clock.now = datetime(2027, 2, 2, 9, tzinfo=UTC)
    assert "/mail/certificate" in first_page(office, office.chief, **told)
    assert "/mail/certificate" not in first_page(office, accountant, **told)
    assert "/mail/certificate" not in first_page(office, office.chief)


def test_a_broken_file_is_an_alarm_and_one_out_of_reach_is_not(office: Any, authority: Authority) -> None:
    told = issued(authority)
    file = Path(told["tls_certificate"])

    file.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
    assert "The file of the gate's certificate is broken" in first_page(office, office.chief, **told)
    file.unlink()
    assert "/mail/certificate" not in first_page(office, office.chief, **told)


def hire(office: Any, role: Role) -> Employee:
    with office.database.writing() as session:
        return staff.add_employee(
            session, name="Vera", email="vera@office.example", number="106", roles={role},
            employed_from=BEGINS.date(), actor=None, now=office.clock(), language="en",
        )  # fmt: skip


# In the gate's log.


def said_of(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [
        (line.levelno, line.getMessage())
        for line in caplog.records
        if line.name == "naryad.gate"
        and line.getMessage().startswith("the ")
        and "certificate for" in line.getMessage()
    ]


def watch_of(office: Any, authority: Authority) -> CertificateWatch:
    file, key = authority.issue(not_before=BEGINS, not_after=HALF_PAST_MIDNIGHT)
    return CertificateWatch(gate_certificate.Certificate(file, key), zone=MOSCOW, clock=office.clock)


def test_the_gate_says_at_its_start_how_long_the_certificate_serves(
    office: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "naryad.gate")
    submission = open_submission(office, tmp_path, next_hop="smtp://127.0.0.1:25")
    try:
        with submission.program() as program:
            program.ehlo()
    finally:
        submission.gate.stop()

    ((level, said),) = said_of(caplog)
    assert level == logging.INFO
    assert said.startswith(f"the certificate for {NAME} serves until 01.01.3000 03:00; days left: ")


def test_it_says_so_once_a_day_and_louder_as_the_end_comes_near(
    office: Any, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "naryad.gate")
    watch = watch_of(office, authority)
    for now in (
        datetime(2027, 1, 9, 9, tzinfo=UTC),
        datetime(2027, 1, 9, 20, 59, tzinfo=UTC),
        datetime(2027, 1, 9, 21, 0, tzinfo=UTC),
        datetime(2027, 1, 24, 9, tzinfo=UTC),
        datetime(2027, 1, 30, 21, 30, tzinfo=UTC),
        datetime(2027, 1, 30, 21, 31, tzinfo=UTC),
        datetime(2027, 1, 31, 20, 59, tzinfo=UTC),
    ):
        office.clock.now = now
        watch.look()

    serves = f"the certificate for {NAME} serves until 31.01.2027 00:30; days left: "
    assert said_of(caplog) == [
        (logging.INFO, serves + "22"),
        (logging.WARNING, serves + "21"),
        (logging.ERROR, serves + "7"),
        (logging.ERROR, serves + "0"),
        (
            logging.CRITICAL,
            f"the certificate for {NAME} ended on 31.01.2027 00:30: mail programs do not sign in until it is renewed",
        ),
    ]


def test_a_renewed_certificate_is_taken_up_by_the_watch_where_nobody_connects(
    office: Any, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_certificate, "LOOK_EVERY_SECONDS", 0.0)
    watch = watch_of(office, authority)
    assert watch.certificate.read is not None
    assert watch.certificate.read.ends_at == HALF_PAST_MIDNIGHT
    authority.renew()

    async def for_a_moment() -> None:
        running = asyncio.create_task(watch.run())
        await asyncio.sleep(0.05)
        running.cancel()

    asyncio.run(for_a_moment())

    assert watch.certificate.read.ends_at - HALF_PAST_MIDNIGHT > timedelta(days=365)


def test_a_watch_that_stumbles_goes_on(
    office: Any, authority: Authority, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watch = watch_of(office, authority)
    monkeypatch.setattr("worklog.smtp.certificate_watch.LOOK_EVERY_SECONDS", 0.01)
    looks: list[int] = []

    def stumble() -> None:
        looks.append(1)
        raise OSError("the disk is gone")

    monkeypatch.setattr(watch.certificate, "refresh", stumble)

    async def for_a_moment() -> None:
        running = asyncio.create_task(watch.run())
        while len(looks) < 2:
            await asyncio.sleep(0.01)
        running.cancel()

    asyncio.run(asyncio.wait_for(for_a_moment(), 10))
    assert "the certificate could not be looked at" in caplog.text
