"""The files by which anybody recomputes a draw: the frozen list, the seed, and an employee's own part.

Each file is canonical JSON (sorted keys, one space of indent, UTF-8, one line break at the end) and carries the
SHA-256 of everything else in it, so a changed byte anywhere is found. `verify` needs no database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from audit.draw import draw, tickets_of
from audit.frame import EmployeeFrame, EntryTwiceInFrame, Frame, Line, LineIsMalformed, Proof
from audit.listing import Listing
from audit.seed import seed_of

SNAPSHOT_FORM = "naryad-audit-snapshot-1"
SEED_FORM = "naryad-audit-seed-1"
PART_FORM = "naryad-audit-part-1"


@dataclass(frozen=True)
class Check:
    """One thing that was recomputed: a stable name, whether it agrees, and what was found where it does not."""

    name: str
    ok: bool
    found: str = ""


@dataclass(frozen=True)
class Report:
    """Every check made, in order; a check that could not be made any more is absent."""

    checks: tuple[Check, ...]
    sample: Mapping[str, tuple[str, ...]]

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)


def snapshot_file(
    *,
    period: str,
    revision: int,
    size_rule: str,
    sources: Sequence[str],
    listing: Listing,
    sample_sizes: Mapping[str, int],
    sizes: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the frozen list as a file. `sources` are all that were ever named for it; the last one counts.

    `sizes` says how sizes by risk were fitted, or why they were not.
    """
    return _sealed(
        {
            "form": SNAPSHOT_FORM,
            "period": period,
            "revision": revision,
            "size_rule": size_rule,
            "sources": list(sources),
            "root": listing.root.hex(),
            "roots": {part.number: part.root.hex() for part in listing.parts},
            "sample_sizes": {part.number: sample_sizes[part.number] for part in listing.parts},
            "lines": [line.decode() for part in listing.parts for line in part.lines],
            **({} if sizes is None else {"sizes": sizes}),
        }
    )


def seed_file(
    *,
    period: str,
    revision: int,
    root: str,
    source: str,
    value: str,
    sample: Mapping[str, list[tuple[str, Decimal]]],
    thresholds: Mapping[str, Decimal | None],
) -> bytes:
    """Return the seed as a file: source, value, S and, for each employee number, the sampled uids with tickets and
    ranks, and tau (None where everything was drawn).
    """
    seed = seed_of(period=period, root=root, source=source, value=value)
    return _sealed(
        {
            "form": SEED_FORM,
            "period": period,
            "revision": revision,
            "root": root,
            "source": source,
            "value": value,
            "seed": seed,
            "sample": {number: [[uid, str(rank)] for uid, rank in rows] for number, rows in sample.items()},
            "tickets": {number: ticket_texts(seed, [uid for uid, _ in rows]) for number, rows in sample.items()},
            "thresholds": {number: None if tau is None else str(tau) for number, tau in thresholds.items()},
        }
    )


def part_file(
    *,
    period: str,
    revision: int,
    root: str,
    sources: Sequence[str],
    own: EmployeeFrame,
    proof: Proof,
    sample_size: int,
) -> bytes:
    """Return one employee's own lines with the path that leads from their root to the published one."""
    return _sealed(
        {
            "form": PART_FORM,
            "period": period,
            "revision": revision,
            "sources": list(sources),
            "number": own.number,
            "root": root,
            "own_root": own.root.hex(),
            "index": proof.index,
            "count": proof.count,
            "path": [node.hex() for node in proof.path],
            "sample_size": sample_size,
            "lines": [line.text for line in own.lines],
        }
    )


def verify(snapshot: bytes, seed: bytes) -> Report:
    """Recompute the roots, S, the order and the sample from the two files alone.

    An employee's own part may stand in for the snapshot: then that employee's draw is checked whole.
    """
    checks: list[Check] = []
    listed, drawn = (
        _read(snapshot, (SNAPSHOT_FORM, PART_FORM), "snapshot", checks),
        _read(seed, (SEED_FORM,), "seed", checks),
    )
    if listed is None or drawn is None:
        return Report(tuple(checks), {})
    try:
        is_part = listed["form"] == PART_FORM
        employees = _part_employees(listed, checks) if is_part else _employees(listed, checks)
        sizes = {listed["number"]: listed["sample_size"]} if is_part else listed["sample_sizes"]
        _check_seed(listed, drawn, checks)
        sample = _check_sample(employees, sizes, drawn, checks, whole=not is_part)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Report((*checks, Check("content", False, f"{type(error).__name__}: {error}")), {})
    except (LineIsMalformed, EntryTwiceInFrame) as error:
        return Report((*checks, Check("lines", False, error.message("en"))), {})
    return Report(tuple(checks), sample)


def _employees(listed: Any, checks: list[Check]) -> tuple[EmployeeFrame, ...]:
    lines = [Line.read(text) for text in listed["lines"]]
    frame = Frame.of(lines)
    in_order = [line.text for employee in frame.employees for line in employee.lines] == listed["lines"]
    checks.append(Check("lines", in_order, "" if in_order else "the lines are not in the order of number and uid"))
    roots = {employee.number: employee.root.hex() for employee in frame.employees}
    wrong = sorted({*roots.items()} ^ {*listed["roots"].items()})
    checks.append(Check("employee_roots", not wrong, ", ".join(sorted({number for number, _ in wrong}))))
    checks.append(_same("root", frame.root.hex(), listed["root"]))
    return frame.employees


def _part_employees(listed: Any, checks: list[Check]) -> tuple[EmployeeFrame, ...]:
    own = EmployeeFrame.of(listed["number"], [Line.read(text) for text in listed["lines"]])
    ordered = [line.text for line in own.lines] == listed["lines"]
    foreign = [line.text for line in own.lines if line.employee_number != listed["number"]]
    checks.append(Check("lines", ordered and not foreign, "; ".join(foreign[:3])))
    checks.append(_same("employee_roots", own.root.hex(), listed["own_root"]))
    proof = Proof(listed["index"], listed["count"], tuple(bytes.fromhex(node) for node in listed["path"]))
    leads = proof.leads(own.root, bytes.fromhex(listed["root"]))
    checks.append(Check("root", leads, "" if leads else "the path does not lead to the published root"))
    return (own,)


def _check_seed(listed: Any, drawn: Any, checks: list[Check]) -> None:
    for name in ("period", "revision", "root"):
        checks.append(_same(f"same_{name}", listed[name], drawn[name]))
    named = drawn["source"] in listed["sources"]
    checks.append(Check("source", named, "" if named else f"{drawn['source']} ∉ {', '.join(listed['sources'])}"))
    seed = seed_of(period=drawn["period"], root=drawn["root"], source=drawn["source"], value=drawn["value"])
    checks.append(_same("seed", seed, drawn["seed"]))


def _check_sample(
    employees: tuple[EmployeeFrame, ...], sizes: Mapping[str, int], drawn: Any, checks: list[Check], *, whole: bool
) -> dict[str, tuple[str, ...]]:
    sample: dict[str, tuple[str, ...]] = {}
    wrong: list[str] = []
    wrong_tickets: list[str] = []
    wrong_thresholds: list[str] = []
    for employee in employees:
        # A list may have been continued: further works of the same order, behind those that were planned.
        planned, said = sizes[employee.number], [(uid, rank) for uid, rank in drawn["sample"].get(employee.number, [])]
        items = [(line.uid, line.size) for line in employee.lines]
        found = draw(drawn["seed"], items, max(planned, len(said))).sample
        threshold = draw(drawn["seed"], items, planned).threshold
        tau = None if threshold is None else str(threshold)
        if drawn["thresholds"].get(employee.number, "") != tau:
            wrong_thresholds.append(employee.number)
        sample[employee.number] = tuple(item.id for item in found)
        if said != [(item.id, str(item.rank)) for item in found]:
            wrong.append(employee.number)
        if drawn["tickets"].get(employee.number) != ticket_texts(drawn["seed"], [uid for uid, _ in said]):
            wrong_tickets.append(employee.number)
    foreign = sorted(set(drawn["sample"]) - set(sample)) if whole else []
    checks.append(Check("tickets", not wrong_tickets, ", ".join(wrong_tickets)))
    checks.append(Check("sample", not wrong and not foreign, ", ".join([*wrong, *foreign])))
    checks.append(Check("thresholds", not wrong_thresholds, ", ".join(wrong_thresholds)))
    return sample


def ticket_texts(seed: str, uids: Sequence[str]) -> list[str]:
    return [ticket.hex() for ticket in tickets_of(seed, [uid.encode() for uid in uids])]


def _same(name: str, computed: Any, said: Any) -> Check:
    return Check(name, computed == said, "" if computed == said else f"{said} ≠ {computed}")


def _sealed(body: dict[str, Any]) -> bytes:
    return _canonical({**body, "sha256": sha256(_canonical(body)).hexdigest()})


def _canonical(body: Any) -> bytes:
    return (json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _read(content: bytes, forms: tuple[str, ...], name: str, checks: list[Check]) -> Any:
    """Return the content, with the check that no byte was changed; None where it is not such a file at all."""
    try:
        body = json.loads(content.decode())
        body = body if isinstance(body, dict) and body.get("form") in forms else None
    except ValueError:
        body = None
    if body is None:
        checks.append(Check(f"{name}_file", False, f"not a file of the form {' or '.join(forms)}"))
        return None
    rest = {key: value for key, value in body.items() if key != "sha256"}
    intact = _sealed(rest) == content
    checks.append(Check(f"{name}_file", intact, "" if intact else "the bytes do not agree with the file's own SHA-256"))
    return body
