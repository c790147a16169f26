"""A letter being written on the web, as a value, and what can be wrong with keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from naryad.errors import DomainError
from worklog.compose import Written

DRAFTS_MAX = 50
ADDRESSES_LENGTH_MAX = 30_000


class DraftIsGone(DomainError):
    code = "draft_is_gone"
    status = 404
    en = "This draft is no longer here: it was sent or thrown away. Look at the list of letters."
    ru = "Этого черновика уже нет: письмо отправлено или черновик удалён. Посмотрите список писем."


class DraftChangedElsewhere(DomainError):
    code = "draft_changed_elsewhere"
    en = (
        "This draft was changed in another window at {at}, so nothing was saved over it. Open that version to go on "
        "with it, or save again to keep what stands here."
    )
    ru = (
        "Этот черновик изменён в другом окне в {at}, поэтому поверх него ничего не записано. Откройте ту версию или "
        "сохраните ещё раз, чтобы оставить то, что здесь."
    )


class SenderIsNotYours(DomainError):
    code = "sender_is_not_yours"
    status = 422
    en = "{address} is not one of your addresses. Choose one of: {own}."
    ru = "{address} — не ваш адрес. Выберите один из своих: {own}."


class TooManyDrafts(DomainError):
    code = "too_many_drafts"
    en = "You have {count} drafts, which is the most that are kept. Send or throw away some of them."
    ru = "У вас {count} черновиков, больше не хранится. Отправьте или удалите часть из них."


class AddressesTooLong(DomainError):
    code = "addresses_too_long"
    status = 422
    en = "The list of addresses has {length} characters, and at most {most} are read. Split the letter."
    ru = "В списке адресов {length} знаков, а читается не больше {most}. Разделите письмо."


class LetterTooLarge(DomainError):
    code = "letter_too_large"
    status = 422
    en = "The letter comes to {size} MB, and this office sends letters up to {megabytes} MB. Take a file off it."
    ru = "Письмо получается на {size} МБ, а офис отправляет письма до {megabytes} МБ. Уберите какой-нибудь файл."


@dataclass(frozen=True)
class Draft:
    """A letter being written; `work_type` and `minutes` are what is chosen so far, as typed.

    `revision` is the one the page shows; None where it is not compared. `answered_uid` and `answered_way` say which
    entry it answers and how; `standard_version_id` and `field_values` which standard letter it began as.
    """

    id: int | None
    written: Written
    work_type: str = ""
    minutes: str = ""
    last_reply: str = ""
    saved_at: datetime | None = None
    revision: int | None = None
    answered_uid: str = ""
    answered_way: str = ""
    thread: tuple[str, ...] = ()
    standard_version_id: int | None = None
    field_values: Mapping[str, str] = field(default_factory=dict)
    message_id: str = ""
