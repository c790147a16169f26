"""The slip as PDF: the very page, by its print style sheet; and one's own sent by mail on request."""

from __future__ import annotations

import hashlib
import logging
import re
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.pages import write_month
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, redirect
from payroll.actions.slip_mail import ask_for_slip
from payroll.web.slips import slip_html
from payroll.web.words import month_of
from worklog.notice import PaperFile

router = APIRouter(include_in_schema=False)
PDF = "application/pdf"
BASE = "https://program.invalid/"
"""The address that a page believes to come from while it becomes a PDF; it does not exist anywhere."""


class PdfIsNotInstalled(DomainError):
    code = "pdf_is_not_installed"
    status = 501
    en = (
        "This installation makes no PDF files. Print the slip from the page and choose “Save as PDF”, or ask the "
        "administrator to install naryad[pdf]."
    )
    ru = (
        "Эта установка не делает PDF. Напечатайте листок со страницы и выберите «Сохранить как PDF» или попросите "
        "администратора установить naryad[pdf]."
    )


def can_make_pdf() -> bool:
    return find_spec("weasyprint") is not None


@router.get("/payroll/periods/{month}/slips/{number}.pdf")
def slip_as_pdf(
    request: Request, session: Reading, month: str, number: str, me: CurrentEmployee, office: CurrentOffice
) -> Response:
    """Return a slip as PDF: one's own, or to the accountant and the head anybody's."""
    require(me, "payroll.own")
    content = pdf_of(slip_html(request, session, month, number, me))
    headers = {"Content-Disposition": f'attachment; filename="slip-{month_of(month)}-{hash_name(number)}.pdf"'}
    return Response(content, media_type=PDF, headers=headers)


@router.post("/payroll/periods/{month}/slips/mail")
def send_me_my_slip(request: Request, session: Writing, month: str, me: CurrentEmployee, now: Now) -> Response:
    """Send one's own slip to the own address; nobody asks for somebody else's."""
    require(me, "payroll.own")
    period = month_of(month)
    content = pdf_of(slip_html(request, session, month, me.number, me))
    ask_for_slip(
        session,
        me,
        period=period,
        subject=_("Output slip, %(month)s") % {"month": write_month(period)},
        lines=[
            _("You asked for your output slip of %(month)s; it is attached.") % {"month": write_month(period)},
            "",
            _("Every sum in it is before tax. Questions about it are answered by the accountant."),
        ],
        paper=PaperFile(f"slip-{period}-{hash_name(me.number)}.pdf", PDF, content),
        now=now,
    )
    said = _("The slip is on its way to %(address)s.") % {"address": me.email}
    return redirect(request, f"/payroll/periods/{period}/slips/{me.number}", said)


def hash_name(number: str) -> str:
    """Return a personnel number as a file's name takes it."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in number)[:40]


def pdf_of(html: str) -> bytes:
    """Return the page as PDF, always the same bytes for the same page; nothing is fetched from anywhere.

    Raises:
        PdfIsNotInstalled.
    """
    if not can_make_pdf():
        raise PdfIsNotInstalled()
    from weasyprint import CSS, HTML  # the extra `pdf`; loading it takes a second that other pages do not pay
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """Gives the program's own style sheets and pictures, and reaches for nothing else."""

        def fetch(self, url: str, _headers: object = None) -> Any:
            content, media_type = static_file(url)
            return URLFetcherResponse(url, content, {"Content-Type": media_type})

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    page = HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly())
    paper = CSS(string=files("naryad").joinpath("static", "paper.css").read_text("utf-8"))
    made = page.write_pdf(pdf_identifier=identifier, stylesheets=[paper])
    assert isinstance(made, bytes)
    return made


def static_file(url: str) -> tuple[bytes, str]:
    """Return one of the program's own files, with its media type.

    Raises:
        ValueError: the address is of anything else.
    """
    name = url.partition("?")[0].removeprefix(f"{BASE}static/")
    if not url.startswith(f"{BASE}static/") or not re.fullmatch(r"[a-z0-9-]+\.(?:css|svg)", name):
        raise ValueError(f"{url} is not a part of the program")
    media_type = "text/css" if name.endswith(".css") else "image/svg+xml"
    return files("naryad").joinpath("static", name).read_bytes(), media_type
