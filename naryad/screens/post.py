"""Sending an invitation by mail, where the office has a mail server; elsewhere the link is copied by hand."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import parseaddr

from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import use_language
from naryad.mail_server import MailServer, Security, mail_server
from naryad.office import Office
from naryad.people import Employee
from naryad.settings import Settings

log = logging.getLogger("naryad.post")
SECONDS_AT_MOST = 15


def can_send(settings: Settings) -> bool:
    """Say whether letters have somewhere to go: a mail server, not the built-in mailboxes."""
    return settings.next_hop.strip().startswith("smtp")


def invitation_letter(office: Office, person: Employee, link: str, days: int) -> EmailMessage:
    """Return the letter that invites `person`, in their language."""
    letter = EmailMessage()
    with use_language(person.language):
        letter["Subject"] = _("Your place in Naryad, %(office)s") % {"office": office.name}
        letter.set_content(
            _(
                "Hello, %(name)s.\n\n"
                "You have been invited to Naryad, where %(office)s counts work and pay.\n"
                "Open this link and choose a password:\n\n%(link)s\n\n"
                "The link works once, for %(days)s days. If you did not expect this letter, tell your administrator.\n"
            )
            % {"name": person.name, "office": office.name, "link": link, "days": days}
        )
    letter["From"] = f"naryad@{office.mail_domain}"
    letter["To"] = person.email
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def send(settings: Settings, letters: Sequence[EmailMessage]) -> list[bool]:
    """Hand the letters to the next server, one connection for all; return which it took.

    No transaction may be open meanwhile. A server that is down, or settings that are wrong, take none: the links are
    then copied by hand.
    """
    taken: list[bool] = []
    try:
        with _line(mail_server(settings), letters) as server:
            for letter in letters:
                taken.append(_sent(server, letter))
    except (OSError, smtplib.SMTPException, DomainError) as trouble:
        log.warning("invitations were not all sent: %s", trouble)
    return taken + [False] * (len(letters) - len(taken))


def _line(server: MailServer, letters: Sequence[EmailMessage]) -> smtplib.SMTP:
    """Return a line to `server`, encrypted and signed in as its settings say."""
    if server.security is Security.TLS:
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS_AT_MOST, context=server.trust)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=SECONDS_AT_MOST)
    if server.security is Security.STARTTLS:
        line.starttls(context=server.trust)
    sign_in = server.sign_ins.of(parseaddr(letters[0]["From"])[1]) if server.sign_ins is not None and letters else None
    if sign_in is not None:
        line.login(sign_in.login, sign_in.password)
    return line


def _sent(server: smtplib.SMTP, letter: EmailMessage) -> bool:
    try:
        server.send_message(letter)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as trouble:
        log.warning("an invitation was refused: %s", trouble)
        return False
    return True
