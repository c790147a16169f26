"""The words of AUTH: two mechanisms, PLAIN and LOGIN, and everything a program may get wrong in them."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from worklog.reply import Reply
from worklog.sender import Sender
from worklog.smtp.envelope import LineTooLong

if TYPE_CHECKING:
    from worklog.smtp.dialogue import Dialogue

ASK_LOGIN, ASK_PASSWORD = "VXNlcm5hbWU6", "UGFzc3dvcmQ6"
""""Username:" and "Password:" in base64: some programs wait for exactly these."""
LENGTH_MAX = 400

NO_TLS = Reply.of(538, "5.7.11 Encryption required for requested authentication mechanism")
NOT_HERE = Reply.of(503, "5.5.1 Nobody signs in here: letters are taken by the sender's address")
ALREADY = Reply.of(503, "5.5.1 Signed in already")
WITHIN_A_LETTER = Reply.of(503, "5.5.1 Not within a letter")
NO_MECHANISM = Reply.of(501, "5.5.4 AUTH PLAIN or AUTH LOGIN")
UNKNOWN_MECHANISM = Reply.of(504, "5.5.4 Only PLAIN and LOGIN are known here")
TOO_MANY_WORDS = Reply.of(501, "5.5.4 At most one word behind the mechanism")
CANCELLED = Reply.of(501, "5.7.0 Signing in is cancelled")
NOT_BASE64 = Reply.of(501, "5.5.2 That is not base64")
NOT_TEXT = Reply.of(501, "5.5.2 That is no login and password: UTF-8 without NUL, nor empty, nor longer than 400 bytes")
NOT_THREE = Reply.of(501, "5.5.2 PLAIN needs three parts with NUL between them: nothing, login, password")
TOO_LONG = Reply.of(500, "5.5.6 The line is too long")
TOO_MANY_FAILURES = Reply.of(421, "4.7.0 Too many failed sign-ins, goodbye")


class Stopped(Exception):
    """Signing in came to no end; `is_over` closes the connection."""

    def __init__(self, reply: Reply, *, is_over: bool = False) -> None:
        super().__init__(reply.text)
        self.reply = reply
        self.is_over = is_over


class SigningIn:
    """One AUTH command with the questions that follow it."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    async def take(self, words: str) -> tuple[Reply, Sender | None]:
        """Return the answer, and who is in.

        Raises:
            Stopped: with the answer, where the program did not get as far as a login and a password.
        """
        self._check_place()
        mechanism, *rest = words.split() or [""]
        if not mechanism:
            raise Stopped(NO_MECHANISM)
        if mechanism.upper() not in ("PLAIN", "LOGIN"):
            raise Stopped(UNKNOWN_MECHANISM)
        if len(rest) > 1:
            raise Stopped(TOO_MANY_WORDS)
        if mechanism.upper() == "PLAIN":
            login, password = await self._plain(rest)
        else:
            login, password = await self._login(rest)
        reply, sender = await self._dialogue.terms.guard.sign_in(self._dialogue, login, password)
        if sender is None:
            self._dialogue.failures += 1
            if self._dialogue.failures >= self._dialogue.terms.limits.sign_in_failures:
                raise Stopped(TOO_MANY_FAILURES, is_over=True)
        return reply, sender

    def _check_place(self) -> None:
        dialogue = self._dialogue
        if not dialogue.is_encrypted:
            raise Stopped(NO_TLS)
        if dialogue.visit.signed_in is not None:
            raise Stopped(ALREADY)
        if dialogue.envelope.mail_from is not None:
            raise Stopped(WITHIN_A_LETTER)

    async def _plain(self, rest: list[str]) -> tuple[str, str]:
        blob = _decoded(rest[0]) if rest else await self._ask("")
        parts = blob.split(b"\0")
        if len(parts) != 3:
            raise Stopped(NOT_THREE)
        in_whose_name, login, password = (_text(part, may_be_empty=number == 0) for number, part in enumerate(parts))
        if in_whose_name.lower() not in ("", login.lower()):
            return "", ""  # nobody acts in another's name: refused as a wrong password is
        return login, password

    async def _login(self, rest: list[str]) -> tuple[str, str]:
        login = _decoded(rest[0]) if rest else await self._ask(ASK_LOGIN)
        return _text(login), _text(await self._ask(ASK_PASSWORD))

    async def _ask(self, question: str) -> bytes:
        try:
            answer = await self._dialogue.ask(f"334 {question}\r\n".encode("ascii"))
        except LineTooLong:
            raise Stopped(TOO_LONG, is_over=True) from None
        if answer == b"*":
            raise Stopped(CANCELLED)
        return _decoded(answer.decode("latin-1"))


def _decoded(text: str) -> bytes:
    try:
        return b"" if text == "=" else b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Stopped(NOT_BASE64) from None


def _text(blob: bytes, *, may_be_empty: bool = False) -> str:
    try:
        text = blob.decode("utf-8")
    except UnicodeDecodeError:
        raise Stopped(NOT_TEXT) from None
    if "\0" in text or len(blob) > LENGTH_MAX or not (text or may_be_empty):
        raise Stopped(NOT_TEXT)
    return text
