"""How the gate words a refusal for a mail program: ASCII, codes to use, and the page that explains it in Russian."""

from __future__ import annotations

from naryad.errors import DomainError
from worklog.gate import (
    DescribedMinutesMissing,
    RetiredType,
    TypeNotYetInUse,
    TypesDisagree,
    UnknownType,
    WorkHasNoType,
    WrongKind,
)
from worklog.reply import Reply
from worklog.sending import LetterIsBeingSent, LetterIsInDoubt


def refusal_of(error: DomainError, *, pages: str, mail_domain: str) -> Reply:
    """Return the reply for a letter that may not leave: why, what to do, and the page that says it in Russian.

    A letter that is being sent already, or is in doubt, is a matter of time: 451.
    """
    slug = getattr(error, "slug", "other")
    if isinstance(error, LetterIsBeingSent | LetterIsInDoubt):
        code, status = 451, "4.3.2"
    else:
        code, status = (554, "5.4.6") if slug == "loop" else (550, "5.7.1")
    return Reply.of(code, f"{status} {_sentence(error, mail_domain)}", f"{status} {page(pages, slug)}")


def page(pages: str, slug: str) -> str:
    """Return the short address of the page that explains `slug`."""
    return f"{pages}/mail/why/{slug}"


def _sentence(error: DomainError, mail_domain: str) -> str:
    """Return the refusal in one ASCII line; those about the type carry codes to use, the nearest first."""
    named, near = error.facts.get("named"), error.facts.get("nearest", [])
    codes = " ".join(near) or "none in use today, ask an administrator"
    if isinstance(error, WorkHasNoType):
        example = near[0] if near else "CODE"
        return (
            f"No work type, not sent. Put [#{example}] first in the subject, "
            f"or add {example}@types.{mail_domain} to the recipients. Types: {codes}"
        )
    if isinstance(error, UnknownType):
        return f"Work type {named} is not in the catalog, not sent. Nearest: {codes}"
    if isinstance(error, RetiredType | TypeNotYetInUse):
        return f"Work type {named} is not in use on this day, not sent. Use for example: {codes}"
    if isinstance(error, WrongKind):
        return f"Work type {named} is not for letters, not sent. For letters: {codes}"
    if isinstance(error, TypesDisagree) and named is not None:
        return f"The letter names different work types ({', '.join(named)}), not sent. Leave exactly one"
    if isinstance(error, DescribedMinutesMissing):
        return f"Work type {named} needs its minutes, not sent. Write {named}=15 for 15 minutes"
    return f"Not sent. {error.message('en')}"
