"""A frozen list has one root, whoever computes it and in whatever order the work came."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.frame import (
    EmployeeFrame,
    EntryTwiceInFrame,
    Frame,
    Line,
    LineIsMalformed,
    Proof,
    SizeRule,
    inclusion_path,
    merkle_root,
    root_by_path,
    size_of,
)

ANNA = Line("019a0000-0000-7000-8000-000000000001", "101", "L10", Decimal("10.000"), 10000)
ANNA_AGAIN = Line("019a0000-0000-7000-8000-000000000002", "101", "L5", Decimal("5.000"), 5000)
BORIS = Line("019a0000-0000-7000-8000-000000000003", "102", "C2", Decimal("12.500"), 12500)


def test_a_line_is_uid_number_type_minutes_with_three_decimals_and_size() -> None:
    assert BORIS.text == "019a0000-0000-7000-8000-000000000003|102|C2|12.500|12500"
    assert Line.read(BORIS.text) == BORIS


@pytest.mark.parametrize(
    "text",
    [
        "019a0000-0000-7000-8000-000000000003|102|C2|12.5|12500",
        "019a0000-0000-7000-8000-000000000003|102|C2|12.500|0",
        "019a0000-0000-7000-8000-000000000003|102|C2|0.000|1000",
        "019A0000-0000-7000-8000-000000000003|102|C2|12.500|12500",
        "019a0000-0000-7000-8000-000000000003|102|C|2|12.500|12500",
        "019a0000-0000-7000-8000-000000000003|102|C2|12.500|12500\n",
        "019a0000-0000-7000-8000-000000000003|102|C2|012.500|12500",
        "",
    ],
)
def test_a_line_in_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(LineIsMalformed) as refusal:
        Line.read(text)

    assert "is not a line of a frame" in refusal.value.message("en")
    assert "не строка списка" in refusal.value.message("ru")


def test_sizes_are_thousandths() -> None:
    assert size_of(Decimal("12.5"), SizeRule.MINUTES) == 12500
    assert size_of(Decimal("12.5"), SizeRule.EQUAL) == 1000


def test_the_order_in_which_work_came_changes_nothing() -> None:
    assert Frame.of([ANNA, ANNA_AGAIN, BORIS]) == Frame.of([BORIS, ANNA_AGAIN, ANNA])


def test_the_office_root_stands_over_the_employees_own_roots() -> None:
    frame = Frame.of([ANNA, ANNA_AGAIN, BORIS])

    leaf_1, leaf_2 = (sha256(b"\x00" + line.leaf).digest() for line in (ANNA, ANNA_AGAIN))
    root_101 = sha256(b"\x01" + leaf_1 + leaf_2).digest()
    root_102 = sha256(b"\x00" + BORIS.leaf).digest()
    upper = sha256(b"\x01" + sha256(b"\x00" + root_101).digest() + sha256(b"\x00" + root_102).digest()).digest()
    assert [employee.root for employee in frame.employees] == [root_101, root_102]
    assert frame.root == upper


def test_one_changed_minute_changes_the_root() -> None:
    changed = replace(ANNA, norm_minutes=Decimal("10.001"))

    assert Frame.of([changed, ANNA_AGAIN, BORIS]).root != Frame.of([ANNA, ANNA_AGAIN, BORIS]).root


def test_an_entry_stands_on_a_list_once() -> None:
    with pytest.raises(EntryTwiceInFrame) as refusal:
        Frame.of([ANNA, replace(ANNA, employee_number="102")])

    assert ANNA.uid in refusal.value.message("ru")


# RFC 6962 test vectors, as published with Certificate Transparency's own implementation (merkle_tree_test).
LEAVES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes.fromhex("606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_are_those_of_certificate_transparency() -> None:
    assert merkle_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [merkle_root(LEAVES[:n]).hex() for n in range(1, 9)] == ROOTS


@given(st.integers(1, 40), st.data())
def test_every_path_leads_to_the_root_and_to_no_other(count: int, data: st.DataObject) -> None:
    leaves = [str(i).encode() for i in range(count)]
    index = data.draw(st.integers(0, count - 1))

    path = inclusion_path(leaves, index)

    assert root_by_path(leaves[index], index, count, path) == merkle_root(leaves)
    assert root_by_path(b"other", index, count, path) != merkle_root(leaves)
    assert root_by_path(leaves[index], index, count, [*path, b"x"]) is None


def test_an_employee_proves_the_own_root_without_seeing_others_work() -> None:
    frame = Frame.of([ANNA, ANNA_AGAIN, BORIS])
    roots = [(employee.number, employee.root) for employee in frame.employees]

    proof = Proof.of(roots, "101")

    assert proof.leads(EmployeeFrame.of("101", [ANNA_AGAIN, ANNA]).root, frame.root)
    assert not proof.leads(EmployeeFrame.of("101", [ANNA]).root, frame.root)
