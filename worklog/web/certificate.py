"""The gate's certificate on the pages: for which names, how long it still serves, and a warning before its end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from naryad.days import local_day
from naryad.people import Employee, may, require
from naryad.settings import Settings
from naryad.web import CurrentEmployee, CurrentOffice, Now, fragment, moment_of_request, page
from worklog.certificate import Certificate, Standing, read_certificate
from worklog.mail_entrance import entrances_for_programs

router = APIRouter(include_in_schema=False)
MENU = ()  # the settings lead here


@dataclass(frozen=True)
class CertificateFile:
    """The file of `NARYAD_TLS_CERTIFICATE` as this process finds it: read, out of its reach (`why`), or broken."""

    path: str
    certificate: Certificate | None = None
    why: str = ""
    is_broken: bool = False


@router.get("/mail/certificate")
def certificate_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    """Say for which names the certificate is, from when to when it serves, and how it is renewed."""
    require(me, "worklog.see_certificate")
    settings: Settings = request.app.state.settings
    found = certificate_file(settings)
    return page(
        request,
        "worklog/certificate.html",
        found=found,
        leads_on=False,
        server=settings.mail_name,
        is_for_server=found is not None
        and found.certificate is not None
        and found.certificate.is_for(settings.mail_name),
        **_state(found, now, office.zone),
    )


def certificate_waits(request: Request, **_facts: Any) -> str:
    """Fill "home.now": that the certificate ends soon, has ended or is broken, for those who look after the gate."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "worklog.see_certificate"):
        return ""
    found = certificate_file(request.app.state.settings)
    state = _state(found, moment_of_request(request), request.state.office.zone)
    is_fine = found is None or (state["standing"] in (None, Standing.GOOD) and not found.is_broken)
    return "" if is_fine else fragment(request, "worklog/_certificate_state.html", found=found, leads_on=True, **state)


def certificate_file(settings: Settings) -> CertificateFile | None:
    """Return the gate's certificate as its file is now; None where mail programs do not sign in."""
    if not entrances_for_programs(settings) or not settings.tls_certificate:
        return None
    path = Path(settings.tls_certificate).expanduser()
    try:
        return CertificateFile(str(path), read_certificate(path.read_bytes()))
    except OSError as error:
        return CertificateFile(str(path), why=error.strerror or str(error))
    except ValueError:
        return CertificateFile(str(path), is_broken=True)


def _state(found: CertificateFile | None, now: Any, zone: Any) -> dict[str, Any]:
    """Return how the certificate stands at this moment, and how many days are left."""
    if found is None or found.certificate is None:
        return {"standing": None, "days_left": None}
    certificate = found.certificate
    return {
        "standing": certificate.standing(now, zone),
        "days_left": certificate.days_left(local_day(now, zone), zone),
    }
