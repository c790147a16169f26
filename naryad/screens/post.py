"""Sending an invitation by mail, where the office has a mail server; elsewhere the link is copied by hand."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage

from naryad.i18n import gettext as _
from naryad.i18n import use_language
from naryad.office import Office
from naryad.people import Employee
from naryad.settings import Settings, host_and_port

log = logging.getLogger("naryad.post")
SECONDS_AT_MOST = 15


def can_send(settings: Settings) -> bool:
    """Say whether letters have somewhere to go: a mail server, not the built-in mailboxes."""
    return settings.next_hop.startswith("smtp://")


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

    No transaction may be open meanwhile. A server that is down takes none: the links are then copied by hand.
    """
    host, port = host_and_port(settings.next_hop.removeprefix("smtp://").rstrip("/"))
    taken: list[bool] = []
    try:
        with smtplib.SMTP(host, port, timeout=SECONDS_AT_MOST) as server:
            for letter in letters:
                taken.append(_sent(server, letter))
    except (OSError, smtplib.SMTPException) as trouble:
        log.warning("invitations were not all sent: %s", trouble)
    return taken + [False] * (len(letters) - len(taken))


def _sent(server: smtplib.SMTP, letter: EmailMessage) -> bool:
    try:
        server.send_message(letter)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as trouble:
        log.warning("an invitation was refused: %s", trouble)
        return False
    return True
