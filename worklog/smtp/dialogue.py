"""One dialogue with a mail program: aiosmtpd's protocol with what the gate keeps of a connection and of a letter."""

from __future__ import annotations

from aiosmtpd.smtp import SMTP, Envelope, Session

from worklog.sender import Sender


class Visit(Session):
    """What the gate knows of a connection, begun anew when TLS begins; `signed_in` is set by AUTH."""

    signed_in: Sender | None = None


class Cover(Envelope):
    """The envelope of one letter; `sender` is whose it is, set at MAIL."""

    sender: Sender | None = None


class Dialogue(SMTP):
    """The protocol of one connection."""

    def _create_session(self) -> Visit:
        return Visit(self.loop)

    def _create_envelope(self) -> Cover:
        return Cover()
