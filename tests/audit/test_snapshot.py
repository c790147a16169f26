"""Two files are enough to recompute a draw; a changed byte, a swapped entry or another seed is found and named."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from audit.draw import draw
from audit.frame import Frame, Line, Proof, SizeRule, size_of
from audit.listing import Listing
from audit.seed import seed_of
from audit.snapshot import Report, part_file, seed_file, snapshot_file, verify

MINUTES = (3, 5, 10, 25, 60, 12.5, 4, 5, 10, 3)
LINES = [
    Line(
        f"019a0000-0000-7000-8000-{number * 1000 + i:012d}",
        str(number),
        "L10",
        Decimal(str(m)),
        size_of(Decimal(str(m)), SizeRule.MINUTES),
    )
    for number in (101, 102, 103)
    for i, m in enumerate(MINUTES)
]
FRAME = Frame.of(LINES)
SIZES = {"101": 3, "102": 1, "103": 2}
SOURCE = "dice:101,103"
VALUE = "101=111111111111,otherword;103=666666666666,wordword"


def _seed(value: str = VALUE) -> bytes:
    s = seed_of(period="2026-W41", root=FRAME.root.hex(), source=SOURCE, value=value)
    draws = {e.number: draw(s, [(x.uid, x.size) for x in e.lines], SIZES[e.number]) for e in FRAME.employees}
    return seed_file(
        period="2026-W41",
        revision=1,
        root=FRAME.root.hex(),
        source=SOURCE,
        value=value,
        sample={number: [(item.id, item.rank) for item in drawn.sample] for number, drawn in draws.items()},
        thresholds={number: drawn.threshold for number, drawn in draws.items()},
    )


def _snapshot() -> bytes:
    return snapshot_file(
        period="2026-W41",
        revision=1,
        size_rule="minutes",
        sources=[SOURCE],
        listing=Listing.of([line.leaf for line in LINES]),
        sample_sizes=SIZES,
    )


def _failed(report: Report) -> list[str]:
    return [check.name for check in report.failed]


def _resealed(data: bytes, **changes: object) -> bytes:
    """Change the content and write the file's own hash anew, as somebody who knows the form would."""
    from audit.snapshot import _sealed

    body = {key: value for key, value in json.loads(data).items() if key != "sha256"}
    return _sealed({**body, **changes})


def test_the_files_reproduce_the_sample() -> None:
    report = verify(_snapshot(), _seed())

    assert report.ok
    assert {number: len(uids) for number, uids in report.sample.items()} == SIZES


def test_the_same_list_gives_the_same_bytes() -> None:
    assert _snapshot() == _snapshot()


def test_any_changed_byte_is_found() -> None:
    snapshot, seed = _snapshot(), _seed()
    for data, name in ((snapshot, "snapshot"), (seed, "seed")):
        for position in range(0, len(data), 7):
            changed = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
            report = verify(changed, seed) if name == "snapshot" else verify(snapshot, changed)
            assert not report.ok, position
            assert f"{name}_file" in _failed(report)


def test_a_swapped_entry_breaks_the_roots() -> None:
    lines = json.loads(_snapshot())["lines"]
    lines[0] = lines[0].replace("|3.000|3000", "|5.000|5000")

    assert _failed(verify(_resealed(_snapshot(), lines=lines), _seed())) == ["employee_roots", "root"]


def test_another_seed_gives_another_sample() -> None:
    other = _resealed(_seed(), value=VALUE.replace("1", "2"))

    assert _failed(verify(_snapshot(), other)) == ["seed"]


def test_a_sample_that_skips_somebody_is_found() -> None:
    sample = json.loads(_seed())["sample"]
    sample["101"] = sample["101"][1:]

    failed = verify(_snapshot(), _resealed(_seed(), sample=sample)).failed

    assert [(check.name, check.found) for check in failed] == [("tickets", "101"), ("sample", "101")]


def test_a_sample_with_a_stranger_is_found() -> None:
    sample = {**json.loads(_seed())["sample"], "999": []}

    assert _failed(verify(_snapshot(), _resealed(_seed(), sample=sample))) == ["sample"]


def test_a_source_other_than_the_named_one_is_found() -> None:
    report = verify(_resealed(_snapshot(), sources=["dice:101,102"]), _seed())

    assert _failed(report) == ["source"]


def test_an_employee_checks_the_own_draw_whole() -> None:
    own = FRAME.of_employee("101")
    assert own is not None
    proof = Proof.of([(e.number, e.root) for e in FRAME.employees], "101")
    part = part_file(
        period="2026-W41",
        revision=1,
        root=FRAME.root.hex(),
        sources=[SOURCE],
        own=own,
        proof=proof,
        sample_size=3,
    )

    report = verify(part, _seed())

    assert report.ok
    assert list(report.sample) == ["101"]
    lines = json.loads(part)["lines"]
    assert _failed(verify(_resealed(part, lines=lines[1:]), _seed()))[:1] == ["employee_roots"]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"[]", b'{"form": "something"}'])
def test_what_is_no_such_file_is_said_to_be_none(data: bytes) -> None:
    report = verify(data, _seed())

    assert _failed(report) == ["snapshot_file"]
