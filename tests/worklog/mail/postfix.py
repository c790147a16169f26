"""A real Postfix in a temporary folder, configured as docs/mail-setup.md prints it, and who may sign in to it."""

from __future__ import annotations

import base64
import os
import pwd
import random
import re
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.needs import missing, needs

PAPER = Path(__file__).parents[3] / "docs" / "mail-setup.md"
START_SECONDS = 60

# What a machine of its own would have: folders, names, mailboxes. The rest is the paper's.
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
myhostname = mail.office.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
alias_maps =
alias_database =
mydestination =
local_recipient_maps =
virtual_mailbox_domains = office.example, client.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_peername_lookup = no
"""
MASTER = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def printed(name: str) -> str:
    """Return the block of docs/mail-setup.md whose fence says `name`."""
    found = re.search(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", PAPER.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/mail-setup.md has no block {name}"
    return found[1]


def names_printed() -> set[str]:
    """Return the names of all blocks of docs/mail-setup.md that have one."""
    return set(re.findall(r"^```\w+ (\S+)$", PAPER.read_text("utf-8"), re.MULTILINE))


def replaced(text: str, put: Mapping[str, object]) -> str:
    """Return `text` with each key of `put` replaced by its value; a key that is not there is an error."""
    for old, new in put.items():
        assert old in text, f"{old} does not stand in the configuration"
        text = text.replace(old, str(new))
    return text


def free_port() -> int:
    """Return a port that is free and stays so: below those the system gives to outgoing lines meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port


@dataclass
class Postfix:
    """A Postfix that runs until its block ends."""

    folder: Path
    program: Path

    def mailbox(self, address: str) -> list[bytes]:
        """Return the letters that arrived for `address`, as they stand in its Maildir."""
        return [path.read_bytes() for path in sorted((self.folder / "mail" / address / "new").glob("*"))]

    def arrived(self, address: str, count: int = 1) -> list[bytes]:
        """Wait until `count` letters have arrived for `address`, and return them."""
        for _ in range(600):
            if len(letters := self.mailbox(address)) >= count:
                return letters
            time.sleep(0.05)
        raise AssertionError(f"{len(self.mailbox(address))} of {count} letters arrived\n{self.log}")

    @property
    def log(self) -> str:
        path = self.folder / "maillog"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def wait_for_log(self, text: str) -> None:
        for _ in range(200):
            if text in self.log:
                return
            time.sleep(0.05)
        raise AssertionError(f"the log never said {text!r}\n{self.log}")

    def queue_is_empty(self) -> bool:
        """Say whether nothing waits for delivery."""
        return not any(any((self.folder / "queue" / name).rglob("*?")) for name in ("maildrop", "incoming", "active"))

    def start(self, ports: tuple[int, ...]) -> None:
        """Start, and wait until each of `ports` is served."""
        started = self.command("start")
        assert started.returncode == 0, started.stderr + self.log
        for port in ports:
            _wait_until_it_listens(port, self)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        etc = self.folder / "etc"
        return subprocess.run(
            [str(self.program), "-c", str(etc), *words], capture_output=True, text=True, check=False, timeout=60
        )


@contextmanager
def running_postfix(
    *, main: str = "", master: str, ports: tuple[int, ...], files: Mapping[str, str] | None = None
) -> Iterator[Postfix]:
    """Run a Postfix with these additions until the block ends; `ports` are those it has to listen on.

    `files` are put beside main.cf. Where Postfix is missing, or may not be run, the test is skipped, or fails in CI.
    """
    program = needs("postfix")
    if os.geteuid() != 0:
        missing("Postfix starts as root only: run these tests as root, as CI does")
    folder = Path(tempfile.mkdtemp(prefix="naryad-postfix-"))
    postfix = Postfix(folder, program)
    try:
        _write(folder, main, master, files or {})
        postfix.start(ports)
        yield postfix
    finally:
        postfix.command("stop")
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, main: str, master: str, files: Mapping[str, str]) -> None:
    owner = pwd.getpwnam("postfix")
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "mail"):
        (folder / name).mkdir()
    for name in ("data", "mail"):
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    base = MAIN.format(folder=folder, uid=owner.pw_uid, gid=owner.pw_gid)
    (folder / "etc" / "main.cf").write_text(base + replaced_folder(main, folder), "utf-8")
    (folder / "etc" / "master.cf").write_text(MASTER + replaced_folder(master, folder), "utf-8")
    people = ("anna", "boris"), ("pavel", "olga")
    addresses = [f"{name}@office.example" for name in people[0]] + [f"{name}@client.example" for name in people[1]]
    (folder / "mailboxes").write_text("".join(f"{address} {address}/\n" for address in addresses), "utf-8")
    for name, content in files.items():
        (folder / "etc" / name).write_text(content, "utf-8")


def replaced_folder(text: str, folder: Path) -> str:
    return text.replace("/etc/postfix", str(folder / "etc"))


def _wait_until_it_listens(port: int, postfix: Postfix) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as line:
            line.settimeout(20)
            try:
                line.connect(("127.0.0.1", port))
                if line.recv(4).startswith(b"220"):
                    return
            except OSError:
                pass
        time.sleep(0.1)
    pytest.fail(f"Postfix does not listen on {port}\n{postfix.log}")


@dataclass
class Logins:
    """Who may sign in to Postfix, by login; it asks over Dovecot's authentication protocol at `port`."""

    passwords: dict[str, str]
    port: int = 0
    asked: list[str] = field(default_factory=list)


class _Asked(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        logins: Logins = self.server.logins  # type: ignore[attr-defined]  # set where the server is made
        self.wfile.write(b"VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t1\n")
        self.wfile.write(b"COOKIE\t00000000000000000000000000000001\nDONE\n")
        while line := self.rfile.readline().decode().rstrip("\n"):
            word, *fields = line.split("\t")
            if word != "AUTH":
                continue
            number = fields[0]
            response = next(each.removeprefix("resp=") for each in fields if each.startswith("resp="))
            _, login, password = base64.b64decode(response).decode().split("\0")
            logins.asked.append(login)
            is_right = logins.passwords.get(login) == password
            self.wfile.write(f"{'OK' if is_right else 'FAIL'}\t{number}\tuser={login}\n".encode())


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def running_logins(passwords: dict[str, str]) -> Iterator[Logins]:
    """Answer Postfix who may sign in, as Dovecot would, until the block ends."""
    logins = Logins(passwords)
    with _Listening(("127.0.0.1", 0), _Asked) as server:
        server.logins = logins  # type: ignore[attr-defined]  # what each question reads
        logins.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield logins
        server.shutdown()
