"""What the pages say about each kind of refusal: the address of such a page stands in the gate's reply."""

from __future__ import annotations

from dataclasses import dataclass

from naryad.i18n import noop


@dataclass(frozen=True)
class Why:
    """One kind of refusal: what happened, and what to do; texts are message ids."""

    title: str
    says: str
    steps: tuple[str, ...]
    shows_types: bool = False


_TYPE_STEPS = (
    noop("Find the type below: the portrait says what belongs to it."),
    noop("Open the letter in the outbox or the sent-with-errors folder of your mail program: it is still there."),
    noop(
        "Put the code first in the subject, as [#L10], or add the address of the type to the recipients, and "
        "send again."
    ),
)

WHY: dict[str, Why] = {
    "no-type": Why(
        noop("The letter has no type"),
        noop("A letter without a type is not sent and counts nothing. Nobody has received it, not even in part."),
        _TYPE_STEPS,
        shows_types=True,
    ),
    "unknown-type": Why(
        noop("There is no such type"),
        noop(
            "The letter names a code that the catalog does not have; most often one character is mistyped. It "
            "was not sent."
        ),
        _TYPE_STEPS,
        shows_types=True,
    ),
    "retired-type": Why(
        noop("This type is not in use"),
        noop(
            "The code exists, but no letter can take it on this day: it has been retired or has not begun yet. "
            "The letter was not sent."
        ),
        _TYPE_STEPS,
        shows_types=True,
    ),
    "wrong-kind": Why(
        noop("This type is not for letters"),
        noop("The code belongs to calls, documents or other work. The letter was not sent."),
        _TYPE_STEPS,
        shows_types=True,
    ),
    "types-disagree": Why(
        noop("The letter names different types"),
        noop(
            "The header, the subject and the recipients name more than one type, and the gate does not choose "
            "between them. The letter was not sent."
        ),
        (
            noop(
                "Look at the beginning of the subject and at all recipients: an answer to all may have brought "
                "along an old type address."
            ),
            noop("Leave exactly one type and send again."),
        ),
    ),
    "minutes-missing": Why(
        noop("The minutes are missing"),
        noop(
            "This type has no norm of its own: the letter says how many minutes it took, and the head decides. "
            "It was not sent."
        ),
        (
            noop("Write the minutes behind the code, for example [#OTHER=15]."),
            noop("Say in the subject what the work was, in a few words at least."),
        ),
    ),
    "sender-unknown": Why(
        noop("The sender's address belongs to nobody here"),
        noop("The gate knows people by the address they send from. The letter was not sent."),
        (
            noop("Choose your own office address as the sender in the mail program."),
            noop("If the address is yours, ask an administrator to add it to you on the staff page."),
        ),
    ),
    "sender-shared": Why(
        noop("The sender's address is shared"),
        noop("Several people send from this address, so it does not say whose work the letter is. It was not sent."),
        (
            noop(
                "Sign in at the gate with an app password: whoever signs in is the author, whatever own address they "
                "send from."
            ),
            noop("Or send from your own address, or write the letter here on the web."),
        ),
    ),
    "sender-not-own": Why(
        noop("The sender's address is not yours"),
        noop("Whoever signs in sends from their own addresses only. Nothing was sent."),
        (
            noop("Choose one of your own addresses as the sender: the page Mail program lists them."),
            noop("If the address is yours, ask an administrator to add it to you on the staff page."),
        ),
    ),
    "from-not-own": Why(
        noop("The letter names somebody else as its author"),
        noop(
            "The field From has an address that is not yours, so the letter would look like another person's. "
            "It was not sent."
        ),
        (
            noop("Choose your own address in the field From and send again."),
            noop("To send from a shared address, ask an administrator to add it to you on the staff page."),
        ),
    ),
    "sender-not-employed": Why(
        noop("The sender does not work here on this day"),
        noop("The person's employment has ended or has not begun. The letter was not sent."),
        (noop("If the dates are wrong, ask an administrator to correct them on the staff page."),),
    ),
    "empty-sender": Why(
        noop("The sender is empty"),
        noop(
            "Mail programs send read receipts and delivery reports with an empty sender, and those pass as service "
            "mail, 0 minutes. This one was something else, so it was not sent."
        ),
        (
            noop("Send a letter from your own address, with its type: it counts then."),
            noop(
                "If a program of the office sends such letters, ask an administrator for an account of its own with a "
                "type for everything it sends."
            ),
        ),
    ),
    "no-recipient": Why(
        noop("The letter is addressed to nobody"),
        noop("Besides the address of the type there is no recipient. The letter was not sent."),
        (noop("Add the address of the person it is for and send again."),),
    ),
    "loop": Why(
        noop("The letter goes in circles"),
        noop("It has passed too many servers: the mail server hands letters back to the gate. It was not sent."),
        (noop("Tell the administrator: NARYAD_NEXT_HOP and the mail server's routes lead to each other."),),
    ),
    "other": Why(
        noop("The letter was not taken"),
        noop("The gate's reply in your mail program names the reason. Nobody has received the letter."),
        (noop("Read the reply, or look above: your latest letters that were not taken stand there with the reason."),),
    ),
}
