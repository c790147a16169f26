"""Files the program makes for itself: the newest is in use, a reader finds a whole one or none."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from naryad.errors import DomainError
from naryad.shelf import NotOnShelf, Shelf


def read(content: bytes) -> str:
    """Read a file of the tests: text; one that begins with `!` is spoilt."""
    if content.startswith(b"!"):
        raise DomainError()
    return content.decode()


def test_an_empty_shelf_has_nothing_and_no_trouble(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "models")

    assert shelf.load("model", read) is None
    assert shelf.trouble("model") is None


def test_what_was_put_last_is_in_use(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    shelf.put("model", b"first")
    assert shelf.load("model", read) == "first"
    digest = shelf.put("model", b"second")

    assert shelf.load("model", read) == "second"
    assert (tmp_path / "model").read_text() == f"model-{digest}\n"


def test_another_process_sees_what_this_one_put_in_use(tmp_path: Path) -> None:
    here, there = Shelf(tmp_path), Shelf(tmp_path)
    here.put("model", b"first")
    assert there.load("model", read) == "first"

    here.put("model", b"second")

    assert there.load("model", read) == "second"


def test_the_file_is_read_once_until_another_is_put_in_use(tmp_path: Path) -> None:
    shelf, times = Shelf(tmp_path), []
    shelf.put("model", b"first")

    for _ in range(5):
        shelf.load("model", lambda content: times.append(content) or "read")

    assert len(times) == 1


def test_three_files_stay_to_go_back_to(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    digests = [shelf.put("model", f"file {number}".encode()) for number in range(5)]

    assert len(list(tmp_path.glob("model-*"))) == 3
    (tmp_path / "model").write_text(f"model-{digests[3]}\n")
    assert shelf.load("model", read) == "file 3"


@pytest.mark.parametrize("named", ["model-0000", "", "../secret_key", "model-../../etc/passwd", "other-1", "\x00"])
def test_a_name_that_leads_nowhere_or_outside_is_a_trouble_with_a_sentence(tmp_path: Path, named: str) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "model").write_text(named)

    assert shelf.load("model", read) is None
    trouble = shelf.trouble("model")
    assert isinstance(trouble, NotOnShelf)
    assert "папке models" in trouble.message("ru")


def test_a_spoilt_file_is_a_trouble_until_a_good_one_is_put_in_use(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("model", b"!")
    assert shelf.load("model", read) is None
    assert shelf.trouble("model") is not None

    shelf.put("model", b"good")

    assert shelf.load("model", read) == "good"
    assert shelf.trouble("model") is None


def test_readers_never_find_half_a_file_while_others_put_new_ones(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("model", b"0" * 200_000)
    found: set[int | None] = set()
    done = threading.Event()

    def look() -> None:
        reader = Shelf(tmp_path)
        while not done.is_set():
            found.add(reader.load("model", len))

    watchers = [threading.Thread(target=look) for _ in range(2)]
    for watcher in watchers:
        watcher.start()
    for number in range(1, 30):
        shelf.put("model", str(number % 10).encode() * (200_000 + number))
    done.set()
    for watcher in watchers:
        watcher.join()

    assert found <= set(range(200_000, 200_030)) | {None}
    assert not list(tmp_path.glob(".model*"))
