"""A next server that wants encryption and a login: whom the gate believes, and who gets to see which password."""

from __future__ import annotations

import asyncio
import base64
import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import trustme
from pydantic import ValidationError

from naryad.errors import DomainError
from naryad.mail_server import AuthorityIsWrong, NextHopIsWrong, SignInIsIncomplete, SignInNeedsTls, mail_server
from naryad.mail_sign_in import SecretFileIsOpen, SecretFileIsWrong
from naryad.office import Office
from naryad.people import Employee
from naryad.screens import post
from naryad.settings import Settings
from tests.worklog.mail.next_server import CAPABLE, NextServer, running_server, server_context
from tests.worklog.mail.postfix import printed, replaced
from worklog.hop import Fate, NextHop, Outgoing, Relayed
from worklog.relay import next_hop

pytestmark = pytest.mark.mail

ANNA, BORIS, PAVEL = "anna@office.example", "boris@office.example", "pavel@client.example"
OFFER = b"Subject: Offer\r\n\r\nDear Pavel\r\n"
BY_ANNA, BY_BORIS = Outgoing(ANNA, (PAVEL,), OFFER), Outgoing(BORIS, (PAVEL,), OFFER)
OFFICE = Office("Office", "office.example", ZoneInfo("Europe/Moscow"), "RUB", "ru", False)
SECRET = "correct horse battery"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[NextServer]:
    """A server that offers STARTTLS and a login to those who can prove they know the password."""
    told = NextServer(offers=(*CAPABLE, "AUTH PLAIN LOGIN"), logins={"gate": SECRET, "anna": "a 1", "boris": "b 2"})
    told.context = server_context(authority, "127.0.0.1")
    with running_server(told) as running:
        yield running


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(name: str, content: str, mode: int = 0o600) -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        path.chmod(mode)
        return path

    return written


@pytest.fixture
def hop_to(tmp_path: Path, authority: trustme.CA) -> Callable[..., NextHop]:
    def made(server: NextServer, scheme: str = "smtp+starttls", **given: Any) -> NextHop:
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        given = {"next_hop_ca": str(tmp_path / "authority.pem"), **given}
        return next_hop(settings(tmp_path, next_hop=f"{scheme}://127.0.0.1:{server.port}", **given), OFFICE)

    return made


@pytest.fixture
def gate_login(write: Callable[..., Path]) -> dict[str, str]:
    return {"next_hop_login": "gate", "next_hop_password_file": str(write("password", f"{SECRET}\n"))}


def settings(folder: Path, **given: Any) -> Settings:
    return Settings(data_dir=folder, gate_listen="127.0.0.1:2525", **given)


def pass_on(hop: NextHop, *letters: Outgoing) -> list[Relayed]:
    async def one_by_one() -> list[Relayed]:
        return [await hop.deliver(letter) for letter in letters]

    return asyncio.run(one_by_one())


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_letters_go_encrypted_over_one_line_to_a_server_that_proves_its_name(
    server: NextServer, hop_to: Any, scheme: str
) -> None:
    server.is_tls_from_the_start = scheme == "smtps"

    relayed = pass_on(hop_to(server, scheme), BY_ANNA, BY_BORIS)

    assert [each.fate for each in relayed] == [Fate.ACCEPTED] * 2
    assert (server.lines, len(server.taken)) == (1, 2)
    assert b"MAIL" not in server.clear_text


def test_a_server_that_has_no_starttls_gets_nothing(server: NextServer, hop_to: Any, gate_login: Any) -> None:
    server.context = None

    [relayed] = pass_on(hop_to(server, **gate_login), BY_ANNA)

    assert relayed.reply.text == (
        f"451 4.7.4 The next server (smtp+starttls://127.0.0.1:{server.port}) offers no STARTTLS, and letters go to it "
        "only encrypted: nothing was sent, nothing counts. Send again later"
    )
    assert (server.count("MAIL"), server.count("AUTH")) == (0, 0)


def test_a_server_that_puts_starttls_off_gets_nothing(server: NextServer, hop_to: Any) -> None:
    server.answers["STARTTLS"] = b"454 4.7.0 not now"

    [relayed] = pass_on(hop_to(server), BY_ANNA)

    assert relayed.reply.lines[1] == "4.4.1 It said: 454 4.7.0 not now"
    assert server.count("MAIL") == 0


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_server_of_an_unknown_authority_gets_neither_letter_nor_password(
    server: NextServer, hop_to: Any, gate_login: Any, scheme: str
) -> None:
    server.is_tls_from_the_start = scheme == "smtps"
    server.context = server_context(trustme.CA(), "127.0.0.1")

    [relayed] = pass_on(hop_to(server, scheme, **gate_login), BY_ANNA)

    assert relayed.fate is Fate.REFUSED
    assert "could not prove its name (unable to get local issuer certificate): nothing was sent" in relayed.reply.text
    assert (server.count("MAIL"), server.count("AUTH")) == (0, 0)


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_server_with_the_certificate_of_another_gets_nothing(
    server: NextServer, hop_to: Any, authority: trustme.CA, scheme: str
) -> None:
    server.is_tls_from_the_start = scheme == "smtps"
    server.context = server_context(authority, "mail.elsewhere.example")

    [relayed] = pass_on(hop_to(server, scheme), BY_ANNA)

    assert "could not prove its name (IP address mismatch" in relayed.reply.text
    assert server.count("MAIL") == 0


def test_a_certificate_that_has_run_out_proves_nothing(server: NextServer, hop_to: Any, authority: trustme.CA) -> None:
    past = authority.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC))
    assert server.context is not None
    past.configure_cert(server.context)

    [relayed] = pass_on(hop_to(server), BY_ANNA)

    assert "could not prove its name (certificate has expired)" in relayed.reply.text


def test_without_an_authority_of_its_own_the_gate_believes_this_machines_list(server: NextServer, hop_to: Any) -> None:
    [relayed] = pass_on(hop_to(server, next_hop_ca=""), BY_ANNA)

    assert "could not prove its name" in relayed.reply.text


def test_an_answer_slipped_in_before_encryption_ends_the_line(server: NextServer, hop_to: Any, gate_login: Any) -> None:
    server.answers["STARTTLS"] = b"220 go on\r\n250-next.example\r\n250 AUTH PLAIN"

    [relayed] = pass_on(hop_to(server, **gate_login), BY_ANNA)

    assert "cannot be reached or broke the line: nothing was sent" in relayed.reply.text
    assert server.count("AUTH") == 0


def test_what_was_offered_before_encryption_is_forgotten(server: NextServer, hop_to: Any, gate_login: Any) -> None:
    server.once["EHLO"] = b"250-next.example\r\n250-AUTH PLAIN\r\n250 STARTTLS"
    server.offers = CAPABLE

    [relayed] = pass_on(hop_to(server, **gate_login), BY_ANNA)

    assert "offers no way to sign in that the gate knows (PLAIN or LOGIN; none)" in relayed.reply.text
    assert server.count("AUTH") == 0


def test_a_server_that_speaks_no_tls_at_the_tls_port_gets_nothing(server: NextServer, hop_to: Any) -> None:
    [relayed] = pass_on(hop_to(server, "smtps"), BY_ANNA)

    assert relayed.fate is Fate.REFUSED
    assert "the gate found no common encryption" in relayed.reply.text
    assert server.count("MAIL") == 0


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize(
    ("offer", "way"),
    [("AUTH PLAIN LOGIN", "PLAIN"), ("AUTH LOGIN", "LOGIN"), ("AUTH=LOGIN", "LOGIN"), ("auth cram-md5 plain", "PLAIN")],
)
def test_the_gate_signs_in_by_what_is_offered_and_once_for_each_line(
    server: NextServer, hop_to: Any, gate_login: Any, scheme: str, offer: str, way: str
) -> None:
    server.is_tls_from_the_start = scheme == "smtps"
    server.offers = (*CAPABLE, offer)

    relayed = pass_on(hop_to(server, scheme, **gate_login), BY_ANNA, BY_BORIS)

    assert [each.fate for each in relayed] == [Fate.ACCEPTED] * 2
    assert server.signed_in == ["gate"]
    assert [command.split()[1] for command in server.commands if command.startswith("AUTH")] == [way]


@pytest.mark.parametrize("offer", ["AUTH CRAM-MD5 XOAUTH2", "SIZE 1000"])
def test_a_server_without_a_way_to_sign_in_that_the_gate_knows_gets_nothing(
    server: NextServer, hop_to: Any, gate_login: Any, offer: str
) -> None:
    server.offers = (offer,)

    [relayed] = pass_on(hop_to(server, **gate_login), BY_ANNA)

    assert relayed.reply.code == 451
    assert "offers no way to sign in that the gate knows (PLAIN or LOGIN" in relayed.reply.text
    assert server.count("MAIL") == 0


@pytest.mark.parametrize("offer", ["AUTH PLAIN", "AUTH LOGIN"])
def test_a_sign_in_that_is_refused_is_told_and_logged_without_the_password(
    server: NextServer, hop_to: Any, gate_login: Any, offer: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.offers, server.logins = (offer,), {"gate": "another"}

    [relayed] = pass_on(hop_to(server, **gate_login), BY_ANNA)

    assert relayed.reply.code == 451
    assert relayed.reply.lines == (
        f"4.7.8 The next server (smtp+starttls://127.0.0.1:{server.port}) did not take the gate's sign-in: nothing was "
        "sent, nothing counts.",
        "4.7.8 It said: 535 5.7.8 no such login or password. Tell an administrator",
    )
    assert server.count("MAIL") == 0
    assert "did not take the sign-in of NARYAD_NEXT_HOP_LOGIN: 535" in caplog.text
    for secret in (SECRET, base64.b64encode(SECRET.encode()).decode(), "horse"):
        assert secret not in caplog.text
        assert secret not in relayed.reply.text


def test_a_server_that_answers_a_sign_in_with_a_riddle_is_refused(
    server: NextServer, hop_to: Any, gate_login: Any
) -> None:
    server.answers["AUTH"] = b"334 more"

    [relayed] = pass_on(hop_to(server, **gate_login), BY_ANNA)

    assert relayed.fate is Fate.REFUSED
    assert server.count("MAIL") == 0


# A login for each sender


CREDENTIALS = """
# who sends        login   password
anna@office.example   anna    a 1
Boris@Office.Example  boris   b 2
"""


def test_each_sender_goes_over_a_line_signed_in_as_themselves(server: NextServer, hop_to: Any, write: Any) -> None:
    hop = hop_to(server, next_hop_credentials=str(write("credentials", CREDENTIALS)))

    relayed = pass_on(hop, BY_ANNA, BY_BORIS, BY_ANNA, BY_BORIS)

    assert [each.fate for each in relayed] == [Fate.ACCEPTED] * 4
    assert server.signed_in == ["anna", "boris"]
    assert [sender for sender, _, _ in server.taken] == [ANNA, BORIS, ANNA, BORIS]


def test_the_papers_credentials_for_a_provider_are_taken(server: NextServer, hop_to: Any, write: Any) -> None:
    server.logins = {"anna@office.example": "abcd efgh ijkl mnop", "boris@office.example": "qrst uvwx yzab cdef"}
    path = write("credentials", printed("provider/next_hop_credentials"))
    put = {"smtp.provider.example:587": f"127.0.0.1:{server.port}", "/etc/naryad/next_hop_credentials": path}
    lines = replaced(printed("provider/environment"), put).splitlines()
    given = dict(line.removeprefix("NARYAD_").lower().split("=", 1) for line in lines)
    assert given.pop("next_hop") == f"smtp+starttls://127.0.0.1:{server.port}"

    relayed = pass_on(hop_to(server, **given), BY_ANNA, BY_BORIS)

    assert [each.fate for each in relayed] == [Fate.ACCEPTED] * 2
    assert server.signed_in == ["anna@office.example", "boris@office.example"]


def test_a_sender_without_a_login_is_refused_before_the_server_is_asked(
    server: NextServer, hop_to: Any, write: Any, caplog: pytest.LogCaptureFixture
) -> None:
    hop = hop_to(server, next_hop_credentials=str(write("credentials", "anna@office.example anna a 1\n")))

    [relayed] = pass_on(hop, BY_BORIS)

    assert relayed.reply.code == 451
    assert relayed.reply.lines == (
        f"4.7.0 The next server (smtp+starttls://127.0.0.1:{server.port}) has no login for this sender: nothing was "
        "sent, nothing counts.",
        "4.7.0 Ask an administrator to add <boris@office.example> to the credentials of the next server",
    )
    assert server.lines == 0
    assert "boris" not in caplog.text


def test_a_sender_without_a_line_of_their_own_takes_the_login_for_everybody(
    server: NextServer, hop_to: Any, write: Any, gate_login: Any
) -> None:
    path = write("credentials", "anna@office.example anna a 1\n")

    pass_on(hop_to(server, next_hop_credentials=str(path), **gate_login), BY_ANNA, BY_BORIS)

    assert server.signed_in == ["anna", "gate"]


def test_a_changed_file_of_credentials_holds_from_the_next_letter_on(
    server: NextServer, hop_to: Any, write: Any
) -> None:
    path = write("credentials", "anna@office.example anna wrong\n")
    hop = hop_to(server, next_hop_credentials=str(path))

    async def changed_meanwhile() -> list[Relayed]:
        before = await hop.deliver(BY_ANNA)
        write("credentials", CREDENTIALS)
        return [before, await hop.deliver(BY_ANNA), await hop.deliver(BY_BORIS)]

    relayed = asyncio.run(changed_meanwhile())

    assert [each.fate for each in relayed] == [Fate.REFUSED, Fate.ACCEPTED, Fate.ACCEPTED]


def test_a_new_password_is_not_sent_over_a_line_of_the_old_one(server: NextServer, hop_to: Any, write: Any) -> None:
    path = write("credentials", CREDENTIALS)
    hop = hop_to(server, next_hop_credentials=str(path))

    async def changed_meanwhile() -> None:
        await hop.deliver(BY_ANNA)
        server.logins["anna"] = "new one"
        write("credentials", "anna@office.example anna new one\n")
        await hop.deliver(BY_ANNA)

    asyncio.run(changed_meanwhile())

    assert server.signed_in == ["anna", "anna"]
    assert len(server.taken) == 2


@pytest.mark.parametrize("change", ["torn", "open", "gone"])
def test_a_change_that_is_wrong_is_logged_once_and_the_old_lines_stay(
    server: NextServer, hop_to: Any, write: Any, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    path = write("credentials", CREDENTIALS)
    hop = hop_to(server, next_hop_credentials=str(path))
    if change == "torn":
        write("credentials", "anna@office.example s3cret\n")
    elif change == "open":
        os.chmod(path, 0o644)
    else:
        path.unlink()

    relayed = pass_on(hop, BY_ANNA, BY_BORIS)

    assert [each.fate for each in relayed] == [Fate.ACCEPTED] * 2
    assert caplog.text.count("the credentials of the next server stay as they were read before") == 1
    assert "s3cret" not in caplog.text


def test_the_line_of_another_login_gives_way_where_there_is_no_room(
    server: NextServer, hop_to: Any, write: Any
) -> None:
    hop = hop_to(server, next_hop_credentials=str(write("credentials", CREDENTIALS)), next_hop_lines=1)

    async def in_turn() -> int:
        await hop.deliver(BY_ANNA)
        await hop.deliver(BY_BORIS)
        await asyncio.to_thread(server.wait_for_ends, 1)
        return server.said_quit

    assert asyncio.run(in_turn()) == 1
    assert server.signed_in == ["anna", "boris"]


# What stops the start


def refused(folder: Path, next_hop_address: str, **given: Any) -> DomainError:
    with pytest.raises(DomainError) as raised:
        mail_server(settings(folder, next_hop=next_hop_address, **given))
    assert "NARYAD_" in raised.value.message("ru") or "chmod" in raised.value.message("ru")
    return raised.value


def test_a_password_never_goes_without_encryption(tmp_path: Path, gate_login: Any, write: Any) -> None:
    by_login = refused(tmp_path, "smtp://mail.office.example:25", **gate_login)
    credentials = str(write("credentials", CREDENTIALS))
    by_file = refused(tmp_path, "smtp://mail.office.example:25", next_hop_credentials=credentials)

    assert isinstance(by_login, SignInNeedsTls)
    assert by_login.message("en") == by_file.message("en")
    assert by_login.message("en") == (
        "A login is set for the next mail server, but smtp://mail.office.example:25 goes without encryption and the "
        "password would be open to everyone on the way. Write smtp+starttls:// or smtps:// in NARYAD_NEXT_HOP."
    )


@pytest.mark.parametrize("given", ["next_hop_login", "next_hop_password_file"])
def test_a_login_and_its_password_go_together(tmp_path: Path, gate_login: Any, given: str) -> None:
    refusal = refused(tmp_path, "smtps://mail.office.example:465", **{given: gate_login[given]})

    assert isinstance(refusal, SignInIsIncomplete)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o620, 0o602])
@pytest.mark.parametrize("setting", ["next_hop_credentials", "next_hop_password_file"])
def test_a_file_of_passwords_that_others_can_read_or_change_stops_the_start(
    tmp_path: Path, write: Any, mode: int, setting: str
) -> None:
    path = write("secret", CREDENTIALS, mode)
    login = {"next_hop_login": "gate"} if setting == "next_hop_password_file" else {}

    refusal = refused(tmp_path, "smtps://mail.office.example:465", **{setting: str(path)}, **login)

    assert isinstance(refusal, SecretFileIsOpen)
    assert f"chmod 600 {path}" in refusal.message("en")


def test_a_file_of_passwords_may_be_read_by_its_group(tmp_path: Path, write: Any) -> None:
    given = {"next_hop_credentials": str(write("secret", CREDENTIALS, 0o640))}

    assert mail_server(settings(tmp_path, next_hop="smtps://mail.office.example:465", **given)).sign_ins is not None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("anna@office.example anna\n", "line 1 is not “address login password”"),
        ("# remark\nanna login s3cret\n", "line 2 is not “address login password”"),
        (
            "anna@office.example a s3cret\nANNA@office.example b s3cret\n",
            "line 2 names an address that stands above already",
        ),
    ],
)
def test_a_bad_line_of_credentials_is_named_by_its_number_only(
    tmp_path: Path, write: Any, content: str, says: str
) -> None:
    given = {"next_hop_credentials": str(write("secret", content))}

    refusal = refused(tmp_path, "smtps://mail.office.example:465", **given)

    assert isinstance(refusal, SecretFileIsWrong)
    assert says in refusal.message("en")
    assert "s3cret" not in refusal.message("en") + refusal.message("ru")


@pytest.mark.parametrize(("content", "says"), [(None, "No such file"), ("", "it is empty"), ("\nx", "it is empty")])
def test_a_password_file_without_a_password_stops_the_start(
    tmp_path: Path, write: Any, content: str | None, says: str
) -> None:
    path = tmp_path / "absent" if content is None else write("password", content)
    given = {"next_hop_login": "gate", "next_hop_password_file": str(path)}

    refusal = refused(tmp_path, "smtps://mail.office.example:465", **given)

    assert "NARYAD_NEXT_HOP_PASSWORD_FILE names" in refusal.message("en")
    assert says in refusal.message("en")


def test_a_file_that_is_no_text_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"\xff\xfe\x00")
    path.chmod(0o600)

    assert "UTF-8" in refused(tmp_path, "smtps://h:465", next_hop_credentials=str(path)).message("en")


@pytest.mark.parametrize(
    ("content", "says"), [(None, "No such file or directory"), ("x", "no certificate in it"), ("", "no certificate")]
)
def test_an_authority_that_is_none_stops_the_start(tmp_path: Path, write: Any, content: str | None, says: str) -> None:
    path = tmp_path / "absent" if content is None else write("authority.pem", content)

    refusal = refused(tmp_path, "smtps://mail.office.example:465", next_hop_ca=str(path))

    assert isinstance(refusal, AuthorityIsWrong)
    assert says in refusal.message("en")


def test_an_authority_for_an_unencrypted_line_stops_the_start(tmp_path: Path) -> None:
    refusal = refused(tmp_path, "smtp://mail.office.example:25", next_hop_ca="authority.pem")

    assert "this address goes without encryption" in refusal.message("en")


def test_a_login_written_into_the_address_is_not_repeated(tmp_path: Path) -> None:
    refusal = refused(tmp_path, "smtps://gate:s3cret@mail.office.example:465")

    assert isinstance(refusal, NextHopIsWrong)
    assert "“smtps://…@mail.office.example:465” is not usable: a login stands in it" in refusal.message("en")


@pytest.mark.parametrize("entrance", ["gate_listen", "submission_listen", "submissions_listen"])
def test_the_gate_does_not_send_to_itself(tmp_path: Path, entrance: str) -> None:
    told = Settings(data_dir=tmp_path, next_hop="smtps://127.0.0.1:4650", **{entrance: "127.0.0.1:4650"})

    with pytest.raises(NextHopIsWrong, match="that is the gate itself"):
        mail_server(told)


@pytest.mark.parametrize("lines", ["0", "1001", "many"])
def test_the_number_of_lines_is_from_1_to_1000(tmp_path: Path, lines: str) -> None:
    with pytest.raises(ValidationError):
        settings(tmp_path, next_hop_lines=lines)


# Invitations take the same way


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_an_invitation_is_encrypted_and_signed_in_like_a_letter(
    server: NextServer, authority: trustme.CA, tmp_path: Path, gate_login: Any, scheme: str
) -> None:
    server.is_tls_from_the_start = scheme == "smtps"
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    told = settings(
        tmp_path,
        next_hop=f"{scheme}://127.0.0.1:{server.port}",
        next_hop_ca=str(tmp_path / "authority.pem"),
        **gate_login,
    )
    letter = post.invitation_letter(OFFICE, _person(), "http://naryad.office.example/invited/x", 7)

    assert post.can_send(told)
    assert post.send(told, [letter, letter]) == [True, True]
    assert server.signed_in == ["gate"]
    assert b"MAIL" not in server.clear_text


def test_an_invitation_to_a_server_that_cannot_prove_its_name_is_copied_by_hand(
    server: NextServer, tmp_path: Path, gate_login: Any
) -> None:
    told = settings(tmp_path, next_hop=f"smtp+starttls://127.0.0.1:{server.port}", **gate_login)
    letter = post.invitation_letter(OFFICE, _person(), "http://naryad.office.example/invited/x", 7)

    assert post.send(told, [letter]) == [False]
    assert server.count("AUTH") == 0


def _person() -> Employee:
    return Employee(
        id=1,
        number="101",
        name="Anna",
        email=ANNA,
        language="en",
        roles=frozenset(),
        employed_from=date(2026, 9, 1),
    )
