"""The demo's mail programs: each employee's own way of naming a type, over one kept SMTP connection."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from naryad.demo.people import DOMAIN, Person
from naryad.demo.texts import Text


class MailProgram:
    """One person's mail program, connected to the gate."""

    def __init__(self, person: Person, host: str, port: int) -> None:
        self.person = person
        self._line = smtplib.SMTP(host, port, timeout=60)
        self._sent = 0

    def close(self) -> None:
        self._line.close()

    def send(self, text: Text, code: str | None, at: datetime) -> int:
        """Send a letter, typed `code` (None: not typed), and return the gate's reply code."""
        self._sent += 1
        letter = EmailMessage()
        letter["From"] = f"{self.person.name} <{self.person.email}>"
        letter["To"] = text.client.address
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{at:%Y%m%d}.{self._sent}.{self.person.login}@{DOMAIN}>"
        subject, recipients = text.subject, [text.client.address]
        if code is not None:
            way = int(self.person.number) % 3
            if way == 0:
                letter["X-Work-Type"] = code
            elif way == 1:
                subject = f"[#{code}] {subject}"
            else:
                recipients.append(f"{code.lower()}@types.{DOMAIN}")
        letter["Subject"] = subject
        letter.set_content(f"{text.body}\n-- \n{self.person.name}\n{self.person.position}, «Заря»\n")
        try:
            self._line.sendmail(self.person.email, recipients, letter.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as refusal:
            return refusal.smtp_code
        return 250
