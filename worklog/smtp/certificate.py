"""The gate's certificate: read and tried at the start, and read again when its files change on disk."""

from __future__ import annotations

import logging
import os
import ssl
import time
from pathlib import Path

from worklog.certificate import Certificate as Read
from worklog.certificate import read_certificate
from worklog.smtp.certificate_errors import (
    CertificateExpired,
    CertificateIsMissing,
    CertificateIsWrong,
    CertificateNotRead,
    CertificateNotYet,
    CertificateUnsuitable,
    FileNotOpened,
    FileNotPem,
    FileNotThere,
    KeyIsLocked,
    KeyOfAnother,
)

log = logging.getLogger("naryad.gate")

LOOK_EVERY_SECONDS = 1.0
OF_CERTIFICATE, OF_KEY = "NARYAD_TLS_CERTIFICATE", "NARYAD_TLS_KEY"
_EXPIRED, _NOT_YET = 10, 9
"""Numbers that OpenSSL gives to these two findings about a certificate."""

Stamp = tuple[int, int, int]


class Certificate:
    """A certificate with its key; `context` serves every connection, and new ones see a renewed certificate."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Read and try the pair.

        Raises:
            CertificateIsWrong: names the file, what is wrong with it and what to do.
        """
        self.certificate = certificate
        self.key = key
        self._stamps = self._stamps_now()
        self._looked_at = time.monotonic()
        self.context = _context()
        self._load_into(self.context)
        _try(self.context, certificate)
        self.read = _read(certificate)

    def refresh(self) -> None:
        """Take a renewed certificate for connections from now on; a new one that is wrong leaves the old one in use."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_SECONDS:
            return
        self._looked_at = now
        try:
            stamps = self._stamps_now()
            if stamps == self._stamps:
                return
            self._stamps = stamps
            trial = _context()
            self._load_into(trial)
            _try(trial, self.certificate)
            self._load_into(self.context)
        except CertificateIsWrong as wrong:
            log.error("the certificate was not renewed, the old one stays in use: %s", wrong)
            return
        self.read = _read(self.certificate)
        log.info("the certificate was renewed and serves until %s", None if self.read is None else self.read.ends_at)

    def _stamps_now(self) -> tuple[Stamp, Stamp]:
        return _stamp(self.certificate, OF_CERTIFICATE), _stamp(self.key, OF_KEY)

    def _load_into(self, context: ssl.SSLContext) -> None:
        _must_hold(self.certificate, OF_CERTIFICATE, "CERTIFICATE-----")
        _must_hold(self.key, OF_KEY, "PRIVATE KEY-----")
        try:
            context.load_cert_chain(self.certificate, self.key, password=self._refuse_to_unlock)
        except ssl.SSLError as error:
            if error.reason == "KEY_VALUES_MISMATCH":
                raise KeyOfAnother(file=self.key, setting=OF_KEY, certificate=self.certificate) from None
            why = error.reason or str(error)
            raise CertificateNotRead(file=self.certificate, setting=OF_CERTIFICATE, why=why) from None

    def _refuse_to_unlock(self) -> str:
        """Answer OpenSSL, which would otherwise ask for the key's password on the console and wait."""
        raise KeyIsLocked(file=self.key, setting=OF_KEY)


def certificate_of(certificate: str, key: str, *, needed_by: str) -> Certificate:
    """Return the gate's certificate; `needed_by` is the setting that asks for one.

    Raises:
        CertificateIsMissing, CertificateIsWrong.
    """
    if not certificate:
        raise CertificateIsMissing(setting=needed_by)
    return Certificate(Path(certificate).expanduser(), Path(key or certificate).expanduser())


def _stamp(path: Path, setting: str) -> Stamp:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
    except FileNotFoundError:
        raise FileNotThere(file=path, setting=setting) from None
    except OSError as error:
        raise FileNotOpened(file=path, setting=setting, why=error.strerror or str(error)) from None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _must_hold(path: Path, setting: str, mark: str) -> None:
    if mark.encode() not in path.read_bytes():
        raise FileNotPem(file=path, setting=setting, mark=mark)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    return context


def _read(certificate: Path) -> Read | None:
    """Return what the certificate says of itself; None where only OpenSSL can read it: that stops no letter."""
    try:
        return read_certificate(certificate.read_bytes())
    except (OSError, ValueError):
        log.exception("the names and dates of %s cannot be read; nobody is warned before it ends", certificate)
        return None


def _try(context: ssl.SSLContext, certificate: Path) -> None:
    """Shake hands with ourselves in memory, trusting this certificate alone.

    Raises:
        CertificateExpired, CertificateNotYet, CertificateUnsuitable.
    """
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(certificate)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    serving = context.wrap_bio(to_server, to_client, server_side=True)
    asking = client.wrap_bio(to_client, to_server)
    try:
        for side in (asking, serving, asking, serving):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == _EXPIRED:
            raise CertificateExpired(file=certificate, setting=OF_CERTIFICATE) from None
        if error.verify_code == _NOT_YET:
            raise CertificateNotYet(file=certificate, setting=OF_CERTIFICATE) from None
        why = error.verify_message
        raise CertificateUnsuitable(file=certificate, setting=OF_CERTIFICATE, why=why) from None
