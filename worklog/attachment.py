"""Files attached to a letter: names made safe, what kind of file a name says it is, how much one letter carries."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from naryad.errors import DomainError

FILES_MAX = 100
NAME_LENGTH_MAX = 120
UNNAMED = "file"
BYTES_IN_MEGABYTE = 1024 * 1024
ROOM_FOR_THE_LETTER = 64 * 1024
"""Bytes kept free of files for headers and text."""

# Known from this table alone: what a browser says of a file, or this machine's own lists, decide nothing.
_TYPES = mimetypes.MimeTypes(filenames=())
for _ending, _type in {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".rtf": "application/rtf",
    ".7z": "application/x-7z-compressed",
    ".rar": "application/vnd.rar",
    ".webp": "image/webp",
    ".heic": "image/heic",
}.items():
    _TYPES.add_type(_type, _ending)


class TooManyFiles(DomainError):
    code = "too_many_files"
    status = 422
    en = "The letter would carry {count} files, and at most {most} go with one. Put some of them into an archive."
    ru = "В письме было бы файлов: {count}, а вместе уходит не больше {most}. Сложите часть из них в архив."


class FilesTooLarge(DomainError):
    code = "files_too_large"
    status = 422
    en = (
        "“{name}” ({size_en}) does not fit: with it the files come to {total_en}, and a letter of this office carries "
        "{limit_en} of files (the whole letter: {megabytes} MB). Put it where people can fetch it and send a link."
    )
    ru = (
        "«{name}» ({size_ru}) не помещается: вместе с ним файлов было бы {total_ru}, а в одно письмо входит "
        "{limit_ru} файлов (всё письмо — до {megabytes} МБ). Выложите файл и пришлите ссылку."
    )


class FileIsGone(DomainError):
    code = "file_is_gone"
    status = 404
    en = "This file is no longer with the draft. Attach it again if the letter should carry it."
    ru = "Этого файла в черновике уже нет. Если он нужен в письме, прикрепите его ещё раз."


@dataclass(frozen=True)
class Attached:
    """A file of a draft, without its bytes. `is_passed_on` says that it came with a letter that is being forwarded."""

    id: int
    name: str
    size: int
    digest: str
    is_passed_on: bool = False


@dataclass(frozen=True)
class Enclosure:
    """A file as it goes into the letter."""

    name: str
    content: bytes


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return a file's name without folders and without characters that some system cannot keep or a reader cannot see.

    The ending survives a cut. A name of nothing is `file`.
    """
    last = re.split(r"[/\\]", name)[-1]
    last = _CONTROL.sub("", unicodedata.normalize("NFC", _CONTROL.sub(" ", last)))
    last = re.sub(r'[<>:"|?*]', "_", last)
    last = " ".join(last.split()).strip(". ")
    if _RESERVED.match(last):
        last = f"_{last}"
    if len(last) > NAME_LENGTH_MAX:
        stem, dot, ending = last.rpartition(".")
        is_ending = dot and len(ending) <= 10
        last = f"{stem[: NAME_LENGTH_MAX - len(ending) - 1]}.{ending}" if is_ending else last[:NAME_LENGTH_MAX]
    return last or UNNAMED


def media_type_of(name: str) -> str:
    """Return the media type that the name's ending stands for. Letters inside letters go as plain bytes."""
    found, encoding = _TYPES.guess_type(name, strict=False)
    if found is None or encoding is not None or found.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return found


def must_fit(names_and_sizes: Iterable[tuple[str, int]], *, megabytes: int) -> None:
    """Pass in silence if these files go into one letter of at most `megabytes`, written as mail writes them.

    Raises:
        TooManyFiles.
        FilesTooLarge: it names the first file that does not fit any more.
    """
    files = list(names_and_sizes)
    if len(files) > FILES_MAX:
        raise TooManyFiles(count=len(files), most=FILES_MAX)
    limit = room_for_files(megabytes)
    total = 0
    for name, size in files:
        total += size
        if total > limit:
            raise FilesTooLarge(
                name=name,
                size_en=size_in_words(size, "en"), size_ru=size_in_words(size, "ru"),
                total_en=size_in_words(total, "en"), total_ru=size_in_words(total, "ru"),
                limit_en=size_in_words(limit, "en"), limit_ru=size_in_words(limit, "ru"),
                megabytes=megabytes,
            )  # fmt: skip


def room_for_files(megabytes: int) -> int:
    """Return how many bytes of files fit: mail writes 57 bytes as a line of 78."""
    return (megabytes * BYTES_IN_MEGABYTE - ROOM_FOR_THE_LETTER) * 57 // 78


def size_in_words(size: int, language: str) -> str:
    """Return a size as people read it: 512 Б, 14 КБ, 2,3 МБ."""
    byte, kilo, mega = ("Б", "КБ", "МБ") if language == "ru" else ("B", "KB", "MB")
    if size < 1024:
        return f"{size} {byte}"
    if size < BYTES_IN_MEGABYTE:
        return f"{-(-size // 1024)} {kilo}"
    tenths = size * 10 // BYTES_IN_MEGABYTE
    text = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return f"{text.replace('.', ',') if language == 'ru' else text} {mega}"
