"""Who may do what: one table, asked by the code, walked here pair by pair."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from naryad.people import ALLOWED, Employee, NotAllowed, Role, may, require
from tests.house import rights

PAIRS = [(role, action) for role in Role for action in sorted(ALLOWED)]


def person(role: Role) -> Employee:
    return Employee(
        id=1,
        number="101",
        name="Анна Орлова",
        email="anna@example.org",
        language="ru",
        roles=frozenset({role}),
        employed_from=date(2026, 1, 1),
    )


@pytest.mark.parametrize(("role", "action"), PAIRS, ids=[f"{role.value}-{action}" for role, action in PAIRS])
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: str) -> None:
    anna = person(role)

    if role in ALLOWED[action]:
        assert may(anna, action)
        require(anna, action)
    else:
        assert not may(anna, action)
        with pytest.raises(NotAllowed) as refusal:
            require(anna, action)
        assert "Анна Орлова" in refusal.value.message("ru")
        assert all(str(needed.value) in str(refusal.value.facts) for needed in ALLOWED[action])


def test_every_action_is_somebodys() -> None:
    assert [action for action, roles in ALLOWED.items() if not roles] == []


def test_every_right_is_asked_for_and_every_question_has_an_answer() -> None:
    assert list(rights.troubles()) == []


def test_a_right_that_nobody_asks_for_is_found() -> None:
    planted = {**ALLOWED, "norms.dream": frozenset({Role.HEAD})}

    assert "naryad/people.py: nobody asks for norms.dream" in list(rights.troubles(allowed=planted))


def test_a_planted_question_without_an_answer_is_found(planted: Path) -> None:
    (planted / "norms" / "planted.py").write_text('require(actor, "norms.fly")\n')

    complaint = "norms/planted.py:1: asks for norms.fly, which naryad/people.py does not know"
    assert complaint in list(rights.troubles(planted))


def test_a_planted_question_on_a_page_is_found(planted: Path) -> None:
    folder = planted / "norms" / "templates" / "norms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "planted.html").write_text('{% if may("norms.fly") %}{% endif %}\n')

    complaint = "norms/templates/norms/planted.html: asks for norms.fly, which naryad/people.py does not know"
    assert complaint in list(rights.troubles(planted))
