"""The password of one mail program: made here, shown once, easy to type, and known afterwards only by its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import use_language
from worklog.notice import PAGES

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 signs without i, l, o and u: those that are taken for others are read as what they look like."""
GROUPS, GROUP_LENGTH = 4, 4
LABEL_LENGTH_MAX = 60
PASSWORDS_MAX = 20
"""In use at once, of one person or account."""
REVOKED_SHOWN = timedelta(days=90)
"""For how long a page names a password that somebody other than its owner revoked."""


class NoSuchAppPassword(DomainError):
    code = "no_such_app_password"
    status = 404
    en = "There is no such app password in use. Look at the list again: it may have been revoked already."
    ru = "Такого действующего пароля приложения нет. Обновите список: возможно, он уже отозван."


class AppPasswordIsRevoked(DomainError):
    code = "app_password_is_revoked"
    en = "The app password “{label}” was revoked already: it opens nothing any more, and nothing is left to do."
    ru = "Пароль приложения «{label}» уже отозван: он ничего не открывает, делать больше ничего не нужно."


class AppPasswordNeedsName(DomainError):
    code = "app_password_needs_name"
    status = 422
    en = (
        "Say what the password is for, in up to {most} characters, such as “Thunderbird at work”: so you know it later."
    )
    ru = "Напишите, для чего пароль, до {most} знаков, например «Thunderbird на работе»: так его потом легко узнать."


class TooManyAppPasswords(DomainError):
    code = "too_many_app_passwords"
    status = 409
    en = (
        "There are {most} app passwords in use already. Revoke those that are not needed any more, then make a new one."
    )
    ru = "Уже действуют пароли приложений: {most}. Отзовите ненужные, потом создайте новый."


@dataclass(frozen=True)
class AppPassword:
    """What pages show of a password; the secret itself is nowhere."""

    id: int
    label: str
    created_at: datetime
    used_at: datetime | None
    used_from: str


@dataclass(frozen=True)
class RevokedPassword:
    """A password that somebody other than its owner revoked: who, when and why."""

    label: str
    at: datetime
    by: str
    reason: str


def revoked_note(label: str, *, by: str, at: str, reason: str, language: str) -> tuple[str, Sequence[str]]:
    """Return subject and lines of the mail to an owner whose password somebody else revoked; `at` as people read it."""
    with use_language(language):
        subject = _("Your app password “%(label)s” was revoked") % {"label": label}
        lines = [
            _("%(who)s revoked your app password “%(label)s” on %(at)s.") % {"who": by, "label": label, "at": at},
            _("The reason: %(reason)s") % {"reason": reason},
            "",
            _("The program that used it sends nothing any more. Letters already sent stay sent."),
            _("If you go on using the program, make it another app password: %(page)s")
            % {"page": f"{PAGES}/mail/program"},
        ]
    return subject, lines


def new_secret() -> str:
    """Return a fresh secret of 80 random bits, as it is shown: `k7fq-9mzt-2hxe-p4wd`."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def hash_of(secret: str) -> str:
    """Return what is kept of a secret, however it was typed: any case, with spaces or hyphens or none.

    One round of SHA-256 is enough here, as for sign-in sessions: slow hashing protects passwords that people choose;
    a guess at 80 random bits stays hopeless however fast it is tried.
    """
    typed = "".join(secret.lower().split()).replace("-", "")
    return hashlib.sha256(typed.translate(_LOOKS_LIKE).encode("utf-8", "replace")).hexdigest()


def label_of(text: str) -> str:
    """Return a label in one line.

    Raises:
        AppPasswordNeedsName: it is empty or too long.
    """
    label = " ".join(text.split())
    if not label or len(label) > LABEL_LENGTH_MAX:
        raise AppPasswordNeedsName(most=LABEL_LENGTH_MAX)
    return label


_LOOKS_LIKE = str.maketrans("oil", "011")
