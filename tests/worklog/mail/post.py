"""The program's own mails in tests: sent by one round, read as their people would, and answered."""

from __future__ import annotations

import asyncio
import email
from email.message import EmailMessage, Message
from email.policy import SMTP, default
from typing import Any

from naryad.mail_server import MailServer
from naryad.office import office_of
from worklog.hop import NextHop
from worklog.smtp.notices import NoticePost
from worklog.smtp_hop import SmtpHop
from worklog.store.notice import Notice, notices

PAGES = "http://naryad.office.example"


def post_of(office: Any, hop: Any, next_hop: NextHop | None = None) -> NoticePost:
    """Return what sends notices of the test's office to the test's next server."""
    with office.database.reading() as session:
        value = office_of(session)
    to = next_hop or SmtpHop(MailServer("127.0.0.1", hop.port), "naryad")
    return NoticePost(database=office.database, office=value, hop=to, pages=PAGES, clock=office.clock)


def send_notices(office: Any, hop: Any, next_hop: NextHop | None = None) -> list[Message]:
    """Send what is owed by now and return the mails that the next server took in this round."""
    before = len(hop.taken)
    asyncio.run(post_of(office, hop, next_hop).round())
    return [email.message_from_bytes(raw, policy=default) for raw in hop.taken[before:]]


def listed(office: Any) -> list[Notice]:
    with office.database.reading() as session:
        return notices(session)


def text_of(mail: Any) -> str:
    """Return what a person reads, with lines as they are."""
    return str(mail.get_content())


def answer(text: str, *, html: bool = False, **fields: str) -> bytes:
    """Return a person's answer to a notice, as their mail program writes it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"] = "anna@office.example", "Re: Not sent, waits for a type: Offer"
    mail["Message-ID"] = fields.pop("message_id", "<answer@office.example>")
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype="html" if html else "plain")
    return mail.as_bytes()
