#!/usr/bin/env python3
"""Check a draw of works from its exported files, anywhere: Python 3.9 or later and this one file are enough.

    python3 check_draw.py FOLDER        the .json files in a folder
    python3 check_draw.py FILES...      a list (snapshot) or one's own part, and the seed
    python3 check_draw.py --ru FOLDER   in Russian; --en in English; otherwise by the system's language

It shares no line with the program that makes the files. Exit code 0: everything agrees; 1: something does not, and it
says what; 2: there is nothing to check.
"""

from __future__ import annotations

import json
import locale
import math
import os
import re
import sys
from decimal import ROUND_HALF_EVEN, Context, Decimal
from hashlib import sha256
from typing import Any

Body = dict[str, Any]
People = dict[str, list[tuple[str, int]]]

FORMS = {"naryad-audit-snapshot-1": "list", "naryad-audit-part-1": "part", "naryad-audit-seed-1": "seed"}
LINE = re.compile(
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\|([^|\n]+)\|([^|\n]+)\|((?:0|[1-9][0-9]*)\.[0-9]{3})\|([1-9][0-9]*)\Z"
)
CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)

WORDS = {
    "bytes": ("the file {0} is as it was written", "файл {0} не изменён"),
    "lines": ("every line is well-formed, in order and there once", "строки верной формы, по порядку, без повторов"),
    "sizes": ("sizes follow the named rule", "веса следуют названному правилу"),
    "own_lines": ("all lines are {0}'s own", "все строки принадлежат сотруднику {0}"),
    "employee_roots": ("the lines make the prints of the employees", "строки дают отпечатки сотрудников"),
    "root": ("the prints make the published print of the list", "отпечатки дают опубликованный отпечаток списка"),
    "path": ("the path leads from {0}'s print to the published one", "путь ведёт от отпечатка сотрудника {0} к общему"),
    "same_list": ("both files speak of the same list", "оба файла об одном и том же списке"),
    "source": ("the number comes from the source named beforehand", "число взято из источника, названного заранее"),
    "value": ("the value has the form its source gives", "значение того вида, какой даёт источник"),
    "seed": (
        "the seed S follows from list, source and value",
        "число S следует из списка, источника и значения",
    ),
    "people": ("the draw names the people of the list and nobody else", "в жребии люди из списка и никто другой"),
    "sample_sizes": ("no fewer works are drawn than was fixed before", "отобрано не меньше работ, чем решено заранее"),
    "tickets": ("tickets follow from the seed", "билеты следуют из числа жребия"),
    "ranks": ("ranks follow from tickets and sizes", "номера по жребию следуют из билетов и весов"),
    "order": ("works are drawn by rank and nobody is skipped", "работы отобраны по порядку номеров, без пропусков"),
    "sample": ("these are the works that the seed draws", "отобраны те работы, на которые указывает число жребия"),
    "thresholds": (
        "tau is the rank of the first work left out",
        "порог тау — номер первой неотобранной работы",
    ),
    "content": ("the file has everything it should", "в файле есть всё, что должно быть"),
}
FAILED = ("NO", "НЕТ")
AGREES = ("Everything agrees.", "Всё сходится.")
DISAGREES = ("Does NOT agree: {0}.", "НЕ сходится: {0}.")
NOTHING = (
    "Nothing to check: no exported list or part among {0}.",
    "Нечего проверять: списка или части нет среди: {0}.",
)
LEFT_OUT = ("(without the seed only the list is checked)", "(без числа жребия проверен только список)")
UNSIGNED = ("(the beacon's signature is not verified here)", "(подпись маяка здесь не проверена)")


class Report:
    """What was checked, in order; a check that could not be made any more is absent."""

    def __init__(self, language: int) -> None:
        self.language = language
        self.failed: list[str] = []

    def check(self, name: str, ok: bool, found: str = "", *about: str) -> None:
        words = WORDS[name][self.language].format(*about)
        if ok:
            self.say("[ok] " + words)
        else:
            self.failed.append(name)
            self.say("[" + FAILED[self.language] + "] " + words + ": " + (found or "-"))

    def say(self, text: str) -> None:
        sys.stdout.write(text + "\n")


def main(arguments: list[str]) -> int:
    """Check what is named; return the exit code."""
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    language = 1 if named.lower().startswith("ru") else 0
    for option, chosen in (("--en", 0), ("--ru", 1)):
        if option in arguments:
            arguments.remove(option)
            language = chosen
    report = Report(language)
    names = [name for argument in arguments or ["."] for name in _files(argument)]
    files: dict[str, Body] = {}
    for name in names:
        kind, body = _read(name, report)
        if kind:
            files[kind] = body
    has_list = "list" in files or "part" in files
    if not has_list and not report.failed:
        report.say(NOTHING[language].format(", ".join(names) or "-"))
        return 2
    if has_list:
        try:
            _check_all(files, report)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            report.check("content", False, type(error).__name__ + ": " + str(error))
    if "seed" not in files and not report.failed:
        report.say(LEFT_OUT[language])
    report.say(DISAGREES[language].format(", ".join(report.failed)) if report.failed else AGREES[language])
    return 1 if report.failed else 0


def _check_all(files: dict[str, Body], report: Report) -> None:
    people: People = {}
    if "list" in files:
        people = _check_list(files["list"], report)
    if "part" in files:
        people = {**_check_part(files["part"], report), **people}
        if "list" in files:
            _check_same(files["part"], files["list"], report)
    if "seed" in files and not {"lines", "content"} & set(report.failed):
        body = files["list" if "list" in files else "part"]
        _check_same(body, files["seed"], report)
        _check_seed(body, files["seed"], report)
        sizes = body["sample_sizes"] if "list" in files else {body["number"]: body["sample_size"]}
        _check_draw(people, sizes, files["seed"], report, whole="list" in files)


def _check_list(body: Body, report: Report) -> People:
    """Check lines and roots; return each employee's (uid, size) by number."""
    read = _lines(body, report)
    if not read:
        return {}
    places = [(number.encode(), uid.encode()) for uid, number, _, _ in read]
    wrong = next((str(i + 2) for i in range(len(places) - 1) if places[i] >= places[i + 1]), "")
    repeated = len({uid for uid, _, _, _ in read}) != len(read)
    report.check("lines", not wrong and not repeated, "line/строка " + wrong)
    rule = body["size_rule"]
    odd = [uid for uid, _, minutes, size in read if size != {"equal": 1000, "minutes": minutes}.get(rule, size)]
    report.check("sizes", rule in ("equal", "minutes", "risk") and not odd, ", ".join(odd[:3]) or str(rule))
    lines: dict[str, list[bytes]] = {}
    people: People = {}
    for text, (uid, number, _, size) in zip(body["lines"], read):  # noqa: B905 - Python 3.9
        lines.setdefault(number, []).append(text.encode())
        people.setdefault(number, []).append((uid, size))
    roots = {number: _root(lines[number]) for number in sorted(lines, key=str.encode)}
    said = body["roots"]
    differ = [n for n in sorted({*roots, *said}) if n not in roots or said.get(n) != roots[n].hex()]
    report.check("employee_roots", not differ, ", ".join(differ))
    root = _root(list(roots.values())).hex()
    report.check("root", root == body["root"], root + " / " + str(body["root"]))
    return people


def _check_part(body: Body, report: Report) -> People:
    """Check one employee's lines and the path to the published root; return their (uid, size)."""
    number, read = body["number"], _lines(body, report)
    if not read:
        return {}
    uids = [uid for uid, _, _, _ in read]
    report.check("lines", uids == sorted(set(uids)), number)
    foreign = [uid for uid, owner, _, _ in read if owner != number]
    report.check("own_lines", not foreign, ", ".join(foreign[:3]), number)
    own = _root([text.encode() for text in body["lines"]])
    report.check("employee_roots", own.hex() == body["own_root"], own.hex() + " / " + str(body["own_root"]))
    path = [bytes.fromhex(node) for node in body["path"]]
    top = _root_by_path(own, body["index"], body["count"], path)
    report.check("path", top is not None and top.hex() == body["root"], top.hex() if top else "-", number)
    return {number: [(uid, size) for uid, _, _, size in read]}


def _check_same(one: Body, other: Body, report: Report) -> None:
    differ = [name for name in ("period", "revision", "root") if one[name] != other[name]]
    report.check("same_list", not differ, ", ".join(f"{name} {one[name]} / {other[name]}" for name in differ))


def _check_seed(body: Body, seed: Body, report: Report) -> None:
    source, value = seed["source"], seed["value"]
    named = body["sources"]
    report.check("source", source in named, source + " / " + ", ".join(named))
    report.check("value", _value_fits(source, value), source + " / " + value)
    if source.startswith("drand:"):
        report.say("     " + UNSIGNED[report.language])
    text = "|".join(("audit-v1", seed["period"], seed["root"], source, value))
    found = sha256(text.encode()).hexdigest()
    report.check("seed", found == seed["seed"], found + " / " + str(seed["seed"]))


def _check_draw(people: People, sizes: dict[str, int], seed: Body, report: Report, whole: bool) -> None:
    said = seed["sample"]
    strangers = [number for number in said if number not in people] if whole else []
    missing = [number for number in people if number not in said]
    report.check("people", not strangers and not missing, ", ".join(strangers + missing))
    wrong: dict[str, list[str]] = {}
    for number in [number for number in people if number in said]:
        works, given = people[number], [(uid, rank) for uid, rank in said[number]]
        drawn, tau = _draw(seed["seed"], works, sizes[number], max(sizes[number], len(given)))
        size_of = dict(works)
        verdicts = {
            "sample_sizes": len(given) >= min(sizes[number], len(works)),
            "tickets": seed["tickets"][number] == [ticket(seed["seed"], uid) for uid, _ in given],
            "ranks": all(str(_rank(seed["seed"], u, size_of[u])) == rank for u, rank in given if u in size_of),
            "order": [uid for uid, _ in given if uid in drawn] == [uid for uid in drawn if uid in dict(given)],
            "sample": {uid for uid, _ in given} == set(drawn),
            "thresholds": seed["thresholds"][number] == tau,
        }
        for name, ok in verdicts.items():
            wrong.setdefault(name, []).extend([] if ok else [number])
    for name, numbers in wrong.items():
        report.check(name, not numbers, ", ".join(numbers))


def _draw(seed: str, works: list[tuple[str, int]], planned: int, count: int) -> tuple[list[str], str | None]:
    """Return `count` works in order (more than `planned`: continued), and tau: the rank behind the planned ones."""
    near = sorted((_near(int(ticket(seed, uid), 16), size), uid, size) for uid, size in works)
    last = near[min(count, len(near) - 1)][0]
    exact = sorted((_rank(seed, uid, size), uid) for rank, uid, size in near if rank <= last * (1 + 1e-9))
    return [uid for _, uid in exact[:count]], str(exact[planned][0]) if planned < len(exact) else None


def ticket(seed: str, uid: str) -> str:
    return sha256((seed + "," + uid).encode()).hexdigest()


def _rank(seed: str, uid: str, size: int) -> Decimal:
    """Return -ln(u) / size to 60 digits, where u is (ticket + 1/2) / 2^256."""
    uniform = CONTEXT.divide(Decimal(2 * int(ticket(seed, uid), 16) + 1), Decimal(2**257))
    return CONTEXT.divide(CONTEXT.minus(CONTEXT.ln(uniform)), Decimal(size))


def _near(ticket: int, size: int) -> float:
    if 2 * ticket >= 2**256:
        return -math.log1p(-((2 * (2**256 - ticket) - 1) / 2**257)) / size
    return -math.log((2 * ticket + 1) / 2**257) / size


def _root(leaves: list[bytes]) -> bytes:
    """Return the Merkle tree hash of RFC 6962, section 2.1, by its own definition."""
    if not leaves:
        return sha256(b"").digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def _root_by_path(leaf: bytes, index: int, count: int, path: list[bytes]) -> bytes | None:
    """Return where `path` leads from `leaf`, or None where it does not fit; RFC 6962, 2.1.1."""
    if not 0 <= index < count:
        return None
    node, nodes = sha256(b"\x00" + leaf).digest(), list(path)
    while count > 1:
        if index % 2 or index + 1 < count:
            if not nodes:
                return None
            sibling = nodes.pop(0)
            node = sha256(b"\x01" + (sibling + node if index % 2 else node + sibling)).digest()
        index, count = index // 2, (count + 1) // 2
    return None if nodes else node


def _value_fits(source: str, value: str) -> bool:
    kind, _, rest = source.partition(":")
    if kind == "rates":
        currencies = rest.partition(":")[2].split(",")
        rates = [part.partition("=") for part in value.split(";")]
        return [c for c, _, _ in rates] == currencies and all(re.match(r"[0-9]+\.[0-9]+\Z", r) for _, _, r in rates)
    if kind == "dice":
        throws = [part.partition("=") for part in value.split(";")]
        forms = re.compile(r"[0-9]{12,},[A-Za-z0-9]{8,64}\Z")
        return [n for n, _, _ in throws] == rest.split(",") and all(forms.match(t) for _, _, t in throws)
    if kind == "drand":
        randomness, _, signature = value.partition(",")
        if not re.match(r"[0-9a-f]{64}\Z", randomness) or not re.match(r"(?:[0-9a-f]{2})+\Z", signature):
            return False
        return sha256(bytes.fromhex(signature)).hexdigest() == randomness
    return False


def _lines(body: Body, report: Report) -> list[tuple[str, str, int, int]]:
    """Return uid, employee number, norm minutes times 1000 and size of each line; nothing where one is malformed."""
    found = [LINE.match(text) for text in body["lines"]]
    if not all(found):
        report.check("lines", False, next(t for t, match in zip(body["lines"], found) if not match)[:80])  # noqa: B905
        return []
    return [(m[1], m[2], int(m[4].replace(".", "")), int(m[5])) for m in found if m]


def _read(name: str, report: Report) -> tuple[str, Body]:
    """Return what a file is and holds; ("", {}) where it is something else."""
    shown = os.path.basename(name)
    content = b""
    try:
        with open(name, "rb") as file:
            content = file.read()
        body = json.loads(content.decode())
        kind = FORMS.get(str(body.get("form")), "") if isinstance(body, dict) else ""
    except (OSError, ValueError) as error:
        if not content or any(form.encode() in content for form in FORMS):
            report.check("bytes", False, str(error), shown)
        return "", {}
    if kind:
        rest = {key: value for key, value in body.items() if key != "sha256"}
        sealed = {**rest, "sha256": sha256(_canonical(rest)).hexdigest()}
        report.check("bytes", _canonical(sealed) == content, "SHA-256", shown)
    return kind, body


def _canonical(body: Body) -> bytes:
    return (json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8", "replace")


def _files(argument: str) -> list[str]:
    if os.path.isdir(argument):
        return [os.path.join(argument, name) for name in sorted(os.listdir(argument)) if name.endswith(".json")]
    return [argument]


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
