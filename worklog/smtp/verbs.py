"""What each command of a mail program does, and the answer to it (RFC 5321, 3207, 4954; XFORWARD is Postfix's)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from worklog.forwarded import ATTRIBUTES, Forwarded, NotUnderstood
from worklog.reply import Reply
from worklog.smtp.command import NotSaidRight, path_of, shown
from worklog.smtp.envelope import Envelope
from worklog.smtp.signing_in import SigningIn, Stopped

if TYPE_CHECKING:
    from worklog.smtp.dialogue import Dialogue

Answer = bytes | Coroutine[Any, Any, bytes | None] | None
Verb = Callable[["Dialogue", str], Answer]

UNKNOWN_COMMANDS_MAX = 5
IDLE_COMMANDS = frozenset({"NOOP", "HELP", "VRFY", "EXPN", "EHLO", "HELO", "AUTH"})


def _said(code: int, *lines: str) -> bytes:
    return Reply.of(code, *lines).bytes()


DONE = _said(250, "2.0.0 OK")
SEND_IT = _said(354, "End the letter with a line that has one dot only")
GOODBYE = Reply.of(221, "2.0.0 Goodbye")
EHLO_FIRST = _said(503, "5.5.1 Say EHLO first")
WITHOUT_TLS = _said(530, "5.7.0 Say STARTTLS first: letters are taken over TLS only")
NO_TLS_HERE = _said(454, "4.7.0 There is no TLS at this entrance")
TLS_ALREADY = _said(503, "5.5.1 TLS is on already")
TLS_NOW = _said(220, "2.0.0 Begin TLS")
BEHIND_STARTTLS = Reply.of(503, "5.5.1 Commands stood behind STARTTLS before TLS began: none was done, goodbye")
NOT_A_PROXY = _said(550, "5.7.0 XFORWARD is for the mail servers in NARYAD_GATE_PROXIES, where nobody signs in")
WITHIN_A_LETTER = _said(503, "5.5.1 Not within a letter")
BEGUN_ALREADY = _said(503, "5.5.1 A letter has begun already; RSET takes it back")
NO_LETTER_BEGUN = _said(503, "5.5.1 Say MAIL first")
NO_RECIPIENT = _said(503, "5.5.1 Say RCPT first: the letter has no recipient")
NEEDS_EHLO = _said(555, "5.5.4 Say EHLO instead of HELO to give parameters")
TOO_MANY_UNKNOWN = Reply.of(502, "5.5.1 Too many unknown commands, goodbye")


def do(dialogue: Dialogue, verb: str, argument: str) -> Answer:
    """Do a command and return its answer, or what will have it; None where the answer was given."""
    known = VERBS.get(verb)
    if known is None:
        return _unknown(dialogue, verb)
    limits, times = dialogue.terms.limits, dialogue.said_times.get(verb, 0)
    if times >= (limits.idle_commands if verb in IDLE_COMMANDS else limits.commands):
        dialogue.say_goodbye(Reply.of(421, f"4.7.0 {verb} was said too many times, goodbye"))
        return None
    dialogue.said_times[verb] = times + 1
    try:
        return known(dialogue, argument)
    except NotSaidRight as wrong:
        return wrong.reply.bytes()


def _unknown(dialogue: Dialogue, verb: str) -> Answer:
    if not verb:
        return _said(500, "5.5.2 An empty line is no command")
    dialogue.unknown_commands += 1
    if dialogue.unknown_commands >= UNKNOWN_COMMANDS_MAX:
        dialogue.say_goodbye(TOO_MANY_UNKNOWN)
        return None
    return _said(500, f"5.5.2 {shown(verb)} is no command of this server")


def _only(argument: str, verb: str) -> None:
    if argument:
        raise NotSaidRight(Reply.of(501, f"5.5.4 {verb} takes nothing behind it"))


# Who is there.


def ehlo(dialogue: Dialogue, argument: str) -> Answer:
    _greet(dialogue, argument, "EHLO")
    terms, offers = dialogue.terms, ["PIPELINING", "8BITMIME", "SMTPUTF8", f"SIZE {dialogue.terms.size_max}"]
    if terms.entrance.asks_to_sign_in:
        offers.append("AUTH PLAIN LOGIN" if dialogue.is_encrypted else "STARTTLS")
    else:
        offers.append(f"XFORWARD {' '.join(ATTRIBUTES)}")
    return _said(250, terms.hostname, *offers, "HELP")


def helo(dialogue: Dialogue, argument: str) -> Answer:
    _greet(dialogue, argument, "HELO")
    return _said(250, dialogue.terms.hostname)


def _greet(dialogue: Dialogue, name: str, verb: str) -> None:
    if not name:
        raise NotSaidRight(Reply.of(501, f"5.5.4 Say {verb} and the name of your machine"))
    dialogue.envelope = Envelope()
    dialogue.visit.host_name = name
    dialogue.visit.is_extended = verb == "EHLO"


def starttls(dialogue: Dialogue, argument: str) -> Answer:
    if dialogue.is_encrypted:
        return TLS_ALREADY
    if dialogue.terms.tls is None or not dialogue.terms.entrance.asks_to_sign_in:
        return NO_TLS_HERE
    _only(argument, "STARTTLS")
    if dialogue.has_unread:  # RFC 3207: nothing of it may be believed
        dialogue.say_goodbye(BEHIND_STARTTLS)
        return None
    dialogue.pause_reading()
    dialogue.say(TLS_NOW)
    return dialogue.begin_tls()


def auth(dialogue: Dialogue, argument: str) -> Answer:
    return _signing_in(dialogue, argument) if dialogue.visit.host_name else EHLO_FIRST


async def _signing_in(dialogue: Dialogue, argument: str) -> bytes | None:
    try:
        reply, sender = await SigningIn(dialogue).take(argument)
    except Stopped as stopped:
        if not stopped.is_over:
            return stopped.reply.bytes()
        dialogue.say_goodbye(stopped.reply)
        return None
    if sender is not None:
        if not dialogue.enter_login(sender.key):
            dialogue.say_goodbye(Reply.of(421, "4.7.0 Too many connections at once, goodbye. Try again in a minute"))
            return None
        dialogue.visit.signed_in = sender
    return reply.bytes()


def xforward(dialogue: Dialogue, argument: str) -> Answer:
    if dialogue.terms.entrance.asks_to_sign_in:
        return NOT_A_PROXY
    if dialogue.envelope.mail_from is not None:
        return WITHIN_A_LETTER
    try:
        dialogue.visit.forwarded = (dialogue.visit.forwarded or Forwarded()).told(argument)
    except NotUnderstood:
        return _said(501, "5.5.4 XFORWARD takes NAME ADDR PORT PROTO HELO SOURCE, each with =value")
    return _said(250, "2.0.0 Noted")


# A letter.


def mail(dialogue: Dialogue, argument: str) -> Answer:
    _must_be_known(dialogue)
    path = path_of(argument, "FROM:")
    if dialogue.envelope.mail_from is not None:
        return BEGUN_ALREADY
    if path.parameters:
        if not dialogue.visit.is_extended:
            return NEEDS_EHLO
        dialogue.envelope.is_utf8 = _parameters_of_mail(dialogue, dict(path.parameters))
    return dialogue.door.begin(dialogue, path.address)


def _must_be_known(dialogue: Dialogue) -> None:
    if not dialogue.visit.host_name:
        raise NotSaidRight(Reply.of(503, "5.5.1 Say EHLO first"))
    if dialogue.terms.entrance.asks_to_sign_in and dialogue.visit.signed_in is None:
        if not dialogue.is_encrypted:
            raise NotSaidRight(Reply.of(530, "5.7.0 Say STARTTLS first: letters are taken over TLS only"))
        raise NotSaidRight(dialogue.terms.guard.sign_in_first)


def _parameters_of_mail(dialogue: Dialogue, parameters: dict[str, str | None]) -> bool:
    """Check what stands behind the sender, and say whether it asks for SMTPUTF8."""
    if (parameters.pop("BODY", "7BIT") or "").upper() not in ("7BIT", "8BITMIME"):
        raise NotSaidRight(Reply.of(501, "5.5.4 BODY is 7BIT or 8BITMIME"))
    is_utf8 = "SMTPUTF8" in parameters
    if parameters.pop("SMTPUTF8", None) is not None:
        raise NotSaidRight(Reply.of(501, "5.5.4 SMTPUTF8 takes no value"))
    size = parameters.pop("SIZE", "0") or ""
    if not (size.isascii() and size.isdigit()) or len(size) > 20:
        raise NotSaidRight(Reply.of(501, "5.5.4 SIZE is a number of bytes"))
    most = dialogue.terms.size_max
    if int(size) > most:
        raise NotSaidRight(Reply.of(552, f"5.3.4 At most {most} bytes, and the letter is said to have {size}"))
    if dialogue.terms.entrance.asks_to_sign_in:
        parameters.pop("AUTH", None)  # RFC 4954: to be taken, and here nobody is believed it
    if parameters:
        raise NotSaidRight(Reply.of(555, f"5.5.4 {shown(next(iter(parameters)))} is not known behind MAIL FROM"))
    return is_utf8


def rcpt(dialogue: Dialogue, argument: str) -> Answer:
    _must_be_known(dialogue)
    if dialogue.envelope.mail_from is None:
        return NO_LETTER_BEGUN
    path = path_of(argument, "TO:")
    if path.parameters:
        if not dialogue.visit.is_extended:
            return NEEDS_EHLO
        return _said(555, f"5.5.4 {shown(next(iter(path.parameters)))} is not known behind RCPT TO")
    return dialogue.door.add(dialogue.envelope, path.address)


def letter(dialogue: Dialogue, argument: str) -> Answer:
    _must_be_known(dialogue)
    if not dialogue.envelope.recipients:
        return NO_RECIPIENT
    _only(argument, "DATA")
    dialogue.begin_letter()
    return SEND_IT


def rset(dialogue: Dialogue, argument: str) -> Answer:
    _only(argument, "RSET")
    dialogue.envelope = Envelope()
    return DONE


# The rest.


def noop(dialogue: Dialogue, argument: str) -> Answer:
    return DONE


def quit_(dialogue: Dialogue, argument: str) -> Answer:
    _only(argument, "QUIT")
    dialogue.say_goodbye(GOODBYE)
    return None


def help_(dialogue: Dialogue, argument: str) -> Answer:
    return _said(214, f"2.0.0 Commands here: {' '.join(VERBS)}")


def vrfy(dialogue: Dialogue, argument: str) -> Answer:
    return _said(252, "2.1.5 Addresses are not looked up here: send the letter, and the next server says")


def expn(dialogue: Dialogue, argument: str) -> Answer:
    return _said(502, "5.5.1 Lists are not shown here")


VERBS: dict[str, Verb] = {
    "EHLO": ehlo,
    "HELO": helo,
    "STARTTLS": starttls,
    "AUTH": auth,
    "XFORWARD": xforward,
    "MAIL": mail,
    "RCPT": rcpt,
    "DATA": letter,
    "RSET": rset,
    "NOOP": noop,
    "QUIT": quit_,
    "HELP": help_,
    "VRFY": vrfy,
    "EXPN": expn,
}
