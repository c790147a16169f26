"""Automatic letters as mail programs write them: receipts, delivery reports, answers to invitations."""

from __future__ import annotations

WORDS = (
    "This is a Return Receipt for the mail that you sent to anna@office.example.\r\n\r\n"
    "Note: This Return Receipt only acknowledges that the message was displayed on the recipient's computer.\r\n"
)
DISPOSITION = (
    "Reporting-UA: office.example; Thunderbird 140.0\r\nFinal-Recipient: rfc822;anna@office.example\r\n"
    "Original-Message-ID: <question-1@client.example>\r\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
)
HEADERS = (
    "Received: from mx.client.example (mx.client.example [192.0.2.1])\r\n\tby mx.office.example; Thu, 15 Oct 2026\r\n"
    "From: Pavel <pavel@client.example>\r\nTo: anna@office.example\r\nSubject: Question\r\n"
    "Message-ID: <question-1@client.example>\r\n"
)
STATUS = (
    "Reporting-MTA: dns; scanner.office.example\r\n\r\nFinal-Recipient: rfc822; nobody@office.example\r\n"
    "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
)
INVITATION = (
    "BEGIN:VCALENDAR\r\nPRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
    "BEGIN:VEVENT\r\nUID:meeting-1@client.example\r\nSUMMARY:Meeting about the offer\r\n"
    "DTSTART:20261016T090000Z\r\nDTEND:20261016T100000Z\r\nDTSTAMP:20261015T090000Z\r\n"
    "ATTENDEE;CN=Anna;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:anna@\r\n office.example\r\n"
    "ORGANIZER:mailto:pavel@client.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def part(content: str, media_type: str, *fields: str) -> str:
    return "\r\n".join([f"Content-Type: {media_type}", *fields, "", content])


def multipart(
    kind: str, *parts: str, subject: str, from_: str = "Anna <anna@office.example>", fields: str = ""
) -> bytes:
    head = (
        f"From: {from_}\r\nTo: pavel@client.example\r\nSubject: {subject}\r\nMessage-ID: <auto-1@office.example>\r\n"
        f'{fields}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b"\r\n\r\n'
    )
    return (head + "".join(f"--b\r\n{each}\r\n" for each in parts) + "--b--\r\n").encode()


def receipt(
    words: str = WORDS, notice: str = DISPOSITION, *more: str, from_: str = "Anna <anna@office.example>"
) -> bytes:
    """Return a read receipt as Thunderbird writes it; `more` are further parts (by default the letter's headers)."""
    parts = more or (part(HEADERS, "text/rfc822-headers; name=headers.txt", "Content-Disposition: inline"),)
    return multipart(
        "report; report-type=disposition-notification",
        part(words, "text/plain; charset=utf-8"),
        part(notice, "message/disposition-notification"),
        *parts,
        subject="Return Receipt (displayed) - Question",
        from_=from_,
    )


def bounce(*more: str, words: str = "The letter could not be delivered.\r\n") -> bytes:
    """Return a delivery report as a mail server writes it."""
    return multipart(
        "report; report-type=delivery-status",
        part(words, "text/plain"),
        part(STATUS, "message/delivery-status"),
        *more,
        subject="Undelivered Mail Returned to Sender",
    )


def calendar_reply(
    words: str = "Anna has accepted this invitation.\r\n", calendar: str = INVITATION, *more: str, fields: str = ""
) -> bytes:
    """Return an answer to an invitation as Thunderbird and Outlook write it."""
    return multipart(
        "alternative",
        part(words, "text/plain; charset=utf-8"),
        part(calendar, "text/calendar; method=REPLY; charset=UTF-8"),
        *more,
        subject="Accepted: Meeting about the offer",
        fields=fields,
    )
