"""The one-file checker, run elsewhere with nothing installed: it confirms a draw, or says in words what disagrees."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.actions.export import check_program
from audit.draw import draw
from audit.frame import EmployeeFrame, Frame, Line, Proof, SizeRule, size_of
from audit.listing import Listing
from audit.seed import seed_of
from audit.snapshot import _sealed, part_file, seed_file, snapshot_file, verify

SOURCE = "rates:2026-10-15:USD,EUR,CNY,GBP,JPY"
VALUE = "USD=81.1234;EUR=94.5678;CNY=11.0011;GBP=108.9000;JPY=53.1200"
SIGNATURE = "b0" * 48
DRAND = ("drand:quicknet:12345678", f"{sha256(bytes.fromhex(SIGNATURE)).hexdigest()},{SIGNATURE}")
DICE = ("dice:101,103", "101=111111111111,otherword;103=666666666666,wordword")
MINUTES = ("3", "5", "10", "25", "60", "12.5")


class Files:
    """The exported files of a list of `people` with `works` works each."""

    def __init__(self, *, people: int = 3, works: int = 9, source: tuple[str, str] = (SOURCE, VALUE), chance: int = 1):
        dice = random.Random(chance)
        lines = []
        for number in range(101, 101 + people):
            for i in range(works):
                minutes = Decimal(dice.choice(MINUTES))
                uid = f"019a0000-0000-7000-8000-{number * 1000 + i:012d}"
                lines.append(Line(uid, str(number), "Д10", minutes, size_of(minutes, SizeRule.MINUTES)))
        self.frame = Frame.of(lines)
        listing = Listing.of([line.leaf for line in lines])
        self.sizes = {employee.number: dice.randrange(works + 1) for employee in self.frame.employees}
        self.sizes["101"] = min(3, works)
        self.about = {"period": "2026-W41", "revision": 1}
        root, self.named = self.frame.root.hex(), [source[0]]
        seed = seed_of(period="2026-W41", root=root, source=source[0], value=source[1])
        draws = {
            p.number: draw(seed, [(x.uid, x.size) for x in p.lines], self.sizes[p.number]) for p in self.frame.employees
        }
        self.snapshot = snapshot_file(
            **self.about, size_rule="minutes", sources=self.named, listing=listing, sample_sizes=self.sizes
        )
        self.seed = seed_file(
            **self.about,
            root=root,
            source=source[0],
            value=source[1],
            sample={number: [(item.id, item.rank) for item in drawn.sample] for number, drawn in draws.items()},
            thresholds={number: drawn.threshold for number, drawn in draws.items()},
        )

    def part(self, number: str = "101") -> bytes:
        own: EmployeeFrame | None = self.frame.of_employee(number)
        assert own is not None
        proof = Proof.of([(each.number, each.root) for each in self.frame.employees], number)
        root = self.frame.root.hex()
        return part_file(
            **self.about, root=root, sources=self.named, own=own, proof=proof, sample_size=self.sizes[number]
        )

    def own_seed(self, number: str = "101") -> bytes:
        """The seed as an employee gets it: with their own drawn works alone."""
        body = json.loads(self.seed)
        return changed(
            self.seed, **{name: {number: body[name][number]} for name in ("sample", "tickets", "thresholds")}
        )


def changed(data: bytes, **changes: Any) -> bytes:
    """Change the content and write the file's own hash anew, as somebody who knows the form would."""
    body = {key: value for key, value in json.loads(data).items() if key != "sha256"}
    return _sealed({**body, **changes})


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Run the downloaded program in an empty folder, without the project and without installed packages."""
    program = tmp_path / "downloads" / "check_draw.py"
    program.parent.mkdir()
    program.write_bytes(check_program())

    def run(*arguments: str, **files: bytes) -> tuple[int, str]:
        folder = tmp_path / "exported"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            (folder / f"2026-W41-1-{name}.json").write_bytes(content)
        command = [sys.executable, "-I", "-S", str(program), *arguments, str(folder)]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"LANG": "C.UTF-8"})
        assert done.stderr == b"", done.stderr.decode()
        return done.returncode, done.stdout.decode()

    return run


def failed(said: str) -> list[str]:
    last = said.splitlines()[-1]
    return [] if last == "Everything agrees." else last.removeprefix("Does NOT agree: ").rstrip(".").split(", ")


@pytest.mark.parametrize("source", [(SOURCE, VALUE), DRAND, DICE], ids=["rates", "drand", "dice"])
def test_list_and_seed_confirm_the_draw(run: Callable[..., tuple[int, str]], source: tuple[str, str]) -> None:
    files = Files(source=source)

    code, said = run("--ru", snapshot=files.snapshot, seed=files.seed)

    assert (code, said.splitlines()[-1]) == (0, "Всё сходится.")
    assert "[ok] порог тау — номер первой неотобранной работы" in said
    assert ("подпись маяка здесь не проверена" in said) == source[0].startswith("drand")


def test_an_employee_checks_the_own_part(run: Callable[..., tuple[int, str]]) -> None:
    files = Files()

    code, said = run(part=files.part(), seed=files.own_seed())

    assert (code, failed(said)) == (0, [])
    assert "[ok] the path leads from 101's print to the published one" in said
    code, said = run("--ru", part=files.part("102"))
    assert (code, said.splitlines()[-2:]) == (0, ["(без числа жребия проверен только список)", "Всё сходится."])


def test_a_list_that_was_continued_is_the_same_list(run: Callable[..., tuple[int, str]]) -> None:
    files = Files()
    body, own = json.loads(files.seed), files.frame.of_employee("101")
    assert own is not None
    further = draw(body["seed"], [(line.uid, line.size) for line in own.lines], 5).sample
    tickets = {**body["tickets"], "101": [f"{item.ticket:064x}" for item in further]}
    continued = changed(
        files.seed, sample={**body["sample"], "101": [[d.id, str(d.rank)] for d in further]}, tickets=tickets
    )
    skipped = changed(
        files.seed,
        sample={**body["sample"], "101": [[d.id, str(d.rank)] for d in (*further[:3], further[4])]},
        tickets={**tickets, "101": [*tickets["101"][:3], tickets["101"][4]]},
    )

    code, said = run(snapshot=files.snapshot, seed=continued)
    assert (code, failed(said), verify(files.snapshot, continued).ok) == (0, [], True)
    code, said = run(snapshot=files.snapshot, seed=skipped)
    assert (code, failed(said), verify(files.snapshot, skipped).ok) == (1, ["sample"], False)


def test_where_nothing_was_exported_there_is_nothing_to_check(run: Callable[..., tuple[int, str]]) -> None:
    assert run() == (2, "Nothing to check: no exported list or part among -.\n")
    code, said = run("--ru", other=b'{"form": "letter"}')
    assert (code, said.startswith("Нечего проверять")) == (2, True)
    code, said = run("missing.json")
    assert (code, failed(said)) == (1, ["bytes"])


def test_a_changed_byte_anywhere_is_found(run: Callable[..., tuple[int, str]]) -> None:
    files = Files()
    for name in ("snapshot", "seed"):
        whole = {"snapshot": files.snapshot, "seed": files.seed}
        for position in random.Random(5).sample(range(len(whole[name])), 6):
            data = whole[name]
            data = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
            code, said = run(**{**whole, name: data})
            assert code == 1, (name, position)
            assert "bytes" in failed(said), (name, position, said)


def _line_with(files: Files, old: str, new: str) -> bytes:
    lines = json.loads(files.snapshot)["lines"]
    place = next(i for i, line in enumerate(lines) if old in line)
    lines[place] = lines[place].replace(old, new)
    return changed(files.snapshot, lines=lines)


def _swapped(files: Files) -> bytes:
    """Somebody's entry under another's number, and theirs in its place."""
    lines = json.loads(files.snapshot)["lines"]
    mine, other = lines[0].split("|"), lines[-1].split("|")
    lines[0], lines[-1] = "|".join([other[0], *mine[1:]]), "|".join([mine[0], *other[1:]])
    return changed(files.snapshot, lines=lines)


def _seed_with(files: Files, name: str, number: str, value: Callable[[Any], Any]) -> bytes:
    body = json.loads(files.seed)
    return changed(files.seed, **{name: {**body[name], number: value(body[name][number])}})


TAMPERINGS: list[tuple[str, Callable[[Files], dict[str, bytes]], list[str], str]] = [
    (
        "a line counts more minutes",
        lambda f: {"snapshot": _line_with(f, "|3.000|3000", "|5.000|5000")},
        ["employee_roots", "root"],
        "строки дают отпечатки сотрудников",
    ),
    (
        "a line weighs less",
        lambda f: {"snapshot": _line_with(f, "|60.000|60000", "|60.000|6")},
        ["sizes", "employee_roots", "root", "ranks", "sample", "thresholds"],
        "веса следуют названному правилу",
    ),
    ("entries are swapped", lambda f: {"snapshot": _swapped(f)}, ["lines", "employee_roots", "root"], "по порядку"),
    (
        "a line is no line",
        lambda f: {"snapshot": _line_with(f, "|3.000|", "|3|")},
        ["lines"],
        "строки верной формы",
    ),
    (
        "a line is left out",
        lambda f: {"snapshot": changed(f.snapshot, lines=json.loads(f.snapshot)["lines"][1:])},
        ["employee_roots", "root"],
        "отпечатки дают опубликованный",
    ),
    (
        "another root",
        lambda f: {"snapshot": changed(f.snapshot, root="0" * 64)},
        ["root", "same_list"],
        "оба файла об одном и том же списке",
    ),
    (
        "another week",
        lambda f: {"seed": changed(f.seed, period="2026-W42")},
        ["same_list", "seed"],
        "число S следует из списка",
    ),
    (
        "another value",
        lambda f: {"seed": changed(f.seed, value=VALUE.replace("81.1234", "81.1235"))},
        ["seed"],
        "число S следует из списка, источника и значения",
    ),
    (
        "another seed",
        lambda f: {"seed": changed(f.seed, seed=sha256(b"other").hexdigest())},
        ["seed", "tickets", "ranks", "order", "sample", "thresholds"],
        "билеты следуют из числа жребия",
    ),
    (
        "a source that was not named",
        lambda f: {"snapshot": changed(f.snapshot, sources=["rates:2026-10-14:USD,EUR,CNY,GBP,JPY"])},
        ["source"],
        "взято из источника, названного заранее",
    ),
    (
        "a value its source cannot give",
        lambda f: {"seed": changed(f.seed, value="USD=81.1234")},
        ["value", "seed"],
        "значение того вида",
    ),
    (
        "another number of works was fixed",
        lambda f: {"snapshot": changed(f.snapshot, sample_sizes={**f.sizes, "101": 2})},
        ["thresholds"],
        "порог тау",
    ),
    (
        "fewer works drawn than were fixed",
        lambda f: {"snapshot": changed(f.snapshot, sample_sizes={**f.sizes, "101": 4})},
        ["sample_sizes", "sample", "thresholds"],
        "не меньше работ, чем решено",
    ),
    (
        "a ticket of one's own making",
        lambda f: {"seed": _seed_with(f, "tickets", "101", lambda t: ["0" * 64, *t[1:]])},
        ["tickets"],
        "билеты следуют",
    ),
    (
        "a rank of one's own making",
        lambda f: {"seed": _seed_with(f, "sample", "101", lambda s: [[s[0][0], "0.1"], *s[1:]])},
        ["ranks"],
        "номера по жребию следуют",
    ),
    (
        "the order is turned",
        lambda f: {
            "seed": changed(
                _seed_with(f, "sample", "101", lambda s: s[::-1]),
                tickets={**json.loads(f.seed)["tickets"], "101": json.loads(f.seed)["tickets"]["101"][::-1]},
            )
        },
        ["order"],
        "без пропусков",
    ),
    (
        "somebody's first work is skipped",
        lambda f: {
            "seed": changed(
                _seed_with(f, "sample", "101", lambda s: s[1:]),
                tickets={**json.loads(f.seed)["tickets"], "101": json.loads(f.seed)["tickets"]["101"][1:]},
            )
        },
        ["sample_sizes", "sample"],
        "на которые указывает число жребия",
    ),
    (
        "another tau",
        lambda f: {"seed": _seed_with(f, "thresholds", "101", lambda _: "0.5")},
        ["thresholds"],
        "порог тау",
    ),
    (
        "somebody is left out of the draw",
        lambda f: {"seed": f.own_seed()},
        ["people"],
        "никто другой",
    ),
    ("a field is missing", lambda f: {"seed": changed(f.seed, tickets=None)}, ["content"], "всё, что должно быть"),
]


@pytest.mark.parametrize(
    ("tamper", "names", "words"), [row[1:] for row in TAMPERINGS], ids=[row[0] for row in TAMPERINGS]
)
def test_it_says_in_words_which_check_failed(
    run: Callable[..., tuple[int, str]], tamper: Callable[[Files], dict[str, bytes]], names: list[str], words: str
) -> None:
    files = Files(works=30)

    code, said = run("--en", **{"snapshot": files.snapshot, "seed": files.seed, **tamper(files)})
    _, in_russian = run("--ru", **{"snapshot": files.snapshot, "seed": files.seed, **tamper(files)})

    assert (code, failed(said)) == (1, names)
    assert any(line.startswith("[НЕТ]") and words in line for line in in_russian.splitlines()), in_russian


@pytest.mark.parametrize(
    ("tamper", "names"),
    [
        (lambda f: {"part": changed(f.part(), lines=json.loads(f.part())["lines"][1:])}, ["employee_roots", "path"]),
        (lambda f: {"part": changed(f.part(), path=["0" * 64, *json.loads(f.part())["path"][1:]])}, ["path"]),
        (lambda f: {"part": changed(f.part(), index=1)}, ["path"]),
        (lambda f: {"part": changed(f.part(), number="102")}, ["own_lines", "people"]),
        (lambda f: {"part": changed(f.part(), sample_size=1)}, ["thresholds"]),
        (lambda f: {"seed": f.own_seed("102")}, ["people"]),
        (lambda f: {"part": Files(chance=2).part()}, ["same_list", "tickets", "seed"]),
    ],
)
def test_a_tampered_part_is_found(
    run: Callable[..., tuple[int, str]], tamper: Callable[[Files], dict[str, bytes]], names: list[str]
) -> None:
    files = Files()

    code, said = run(**{"part": files.part(), "seed": files.own_seed(), **tamper(files)})

    assert code == 1
    assert set(failed(said)) & set(names), said


@pytest.mark.parametrize("chance", range(12))
def test_the_checker_and_the_program_agree_on_any_list(run: Callable[..., tuple[int, str]], chance: int) -> None:
    dice = random.Random(chance)
    files = Files(people=dice.randrange(1, 9), works=dice.randrange(1, 40), chance=chance)

    code, said = run(snapshot=files.snapshot, seed=files.seed)
    program = verify(files.snapshot, files.seed)

    assert (code, failed(said), program.ok) == (0, [], True)
    body = json.loads(files.seed)
    number = dice.choice(sorted(body["thresholds"]))
    wrong = changed(files.seed, thresholds={**body["thresholds"], number: "1"})
    code, said = run(snapshot=files.snapshot, seed=wrong)
    assert (code, failed(said)) == (1, ["thresholds"])
    assert [check.name for check in verify(files.snapshot, wrong).failed] == ["thresholds"]


def test_it_imports_the_standard_library_alone_and_reads_as_python_3_9() -> None:
    import ast

    tree = ast.parse(check_program(), feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))
