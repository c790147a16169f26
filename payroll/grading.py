"""Grades (разряды) of work and of people: what a type's price is multiplied by, and whose own grade is the higher one.

An office that uses grades has a scale: a coefficient for each grade. Work is priced by the grade of its type; a person
whose own grade is higher gets the difference as a line of its own (Labour Code art. 150). Without a scale nothing
changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from payroll.output import WorkDone

LOWEST, HIGHEST = 1, 18
MOST = Decimal(10)
_MARK = "grade:"


class GradeScope(StrEnum):
    """What a grade is of."""

    SCALE = "scale"
    """The coefficient of the grade itself."""
    WORK_TYPE = "work_type"
    POSITION = "position"
    EMPLOYEE = "employee"


class GradeIsWrong(DomainError):
    code = "grade_is_wrong"
    status = 422
    en = "“{grade}” is no grade. Enter a whole number from {lowest} to {highest}."
    ru = "«{grade}» — не разряд. Введите целое число от {lowest} до {highest}."


class CoefficientIsWrong(DomainError):
    code = "grade_coefficient_is_wrong"
    status = 422
    en = "The coefficient {coefficient} does not suit grade {grade}. Enter 1 to {most}, with at most 2 decimals."
    ru = "Коэффициент {coefficient} для разряда {grade} не подходит. Введите от 1 до {most}, не более 2 знаков."


class ScaleFalls(DomainError):
    code = "grade_scale_falls"
    status = 422
    en = (
        "Grade {grade} cannot have {coefficient}: grade {other} has {stands} on {day}, and a higher grade is never "
        "priced below a lower one. Change the other grade first, or choose another coefficient."
    )
    ru = (
        "У разряда {grade} не может быть {coefficient}: у разряда {other} на {day} — {stands}, а более высокий разряд "
        "не дешевле низкого. Сначала измените другой разряд или выберите другой коэффициент."
    )


class GradeIsNotInScale(DomainError):
    code = "grade_is_not_in_scale"
    en = "The scale has no grade {grade} on {day}. Enter its coefficient from that day or earlier first."
    ru = "В сетке нет разряда {grade} на {day}. Сначала введите его коэффициент с этого дня или раньше."


@dataclass(frozen=True, slots=True)
class GradeSet:
    """A grade of something from a day on; `grade` None ends it. Of the scale: the grade's coefficient."""

    scope: GradeScope
    owner: int | str
    """The work type, the position or the employee; of the scale the grade."""
    grade: int | None
    coefficient: Decimal | None
    effective_from: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of a work and, only where it is higher, that of who did it, each with its coefficient."""

    work: int
    coefficient: Decimal
    own: int | None = None
    own_coefficient: Decimal = Decimal(0)

    @property
    def above(self) -> Decimal:
        """What the own coefficient is above the work's; 0 without a higher own grade."""
        return Decimal(0) if self.own is None else self.own_coefficient - self.coefficient


@dataclass(frozen=True)
class GradeBook:
    """Every grade that was set; the one from the latest day holds, of equal days the one entered last."""

    known: tuple[GradeSet, ...] = ()

    def coefficient(self, grade: int, day: date) -> Decimal | None:
        found = self._last(GradeScope.SCALE, grade, day)
        return None if found is None else found.coefficient

    def own(self, employee_id: int, position: str, day: date) -> int | None:
        """Return a person's grade: the own one, else the position's."""
        for scope, owner in ((GradeScope.EMPLOYEE, employee_id), (GradeScope.POSITION, position)):
            found = self._last(scope, owner, day)
            if found is not None and found.grade is not None:
                return found.grade
        return None

    def of_type(self, work_type_id: int, day: date) -> int | None:
        found = self._last(GradeScope.WORK_TYPE, work_type_id, day)
        return None if found is None else found.grade

    def find(self, *, work_type_id: int, employee_id: int, position: str, day: date) -> Graded | None:
        """Return the grades a work is paid by; None where its type has none or nothing follows from it."""
        work = self.of_type(work_type_id, day)
        coefficient = None if work is None else self.coefficient(work, day)
        if work is None or coefficient is None:
            return None
        own = self.own(employee_id, position, day)
        own_coefficient = None if own is None else self.coefficient(own, day)
        if own_coefficient is not None and own_coefficient > coefficient:
            return Graded(work, coefficient, own, own_coefficient)
        return None if coefficient == 1 else Graded(work, coefficient)

    def paid(self, *, work_type_id: int, employee_id: int, position: str, day: date) -> Decimal:
        """Return what the price of a work is multiplied by in all, the difference included."""
        found = self.find(work_type_id=work_type_id, employee_id=employee_id, position=position, day=day)
        return Decimal(1) if found is None else found.coefficient + found.above

    def steps(self, day: date) -> list[tuple[int, Decimal]]:
        """Return the scale in force on a day, the lowest grade first."""
        found = [(grade, self.coefficient(grade, day)) for grade in range(LOWEST, HIGHEST + 1)]
        return [(grade, coefficient) for grade, coefficient in found if coefficient is not None]

    def _last(self, scope: GradeScope, owner: int | str, day: date) -> GradeSet | None:
        begun = [one for one in self.known if (one.scope, one.owner) == (scope, owner) and one.effective_from <= day]
        return max(begun, key=lambda one: (one.effective_from, one.id)) if begun else None


def text_of(graded: Graded) -> str:
    """Return grades as a part of a line's condition: "grade:3:1.2" or, with a higher own one, "grade:3:1.2:4:1.35"."""
    own = "" if graded.own is None else f":{graded.own}:{graded.own_coefficient.normalize():f}"
    return f"{_MARK}{graded.work}:{graded.coefficient.normalize():f}{own}"


def graded_of(condition: str) -> Graded | None:
    """Return the grades that a line's condition holds, or None."""
    part = next((one for one in condition.split(";") if one.startswith(_MARK)), "")
    if not part:
        return None
    work, coefficient, *own = part.removeprefix(_MARK).split(":")
    if not own:
        return Graded(int(work), Decimal(coefficient))
    return Graded(int(work), Decimal(coefficient), int(own[0]), Decimal(own[1]))


def labelled(work: Iterable[WorkDone], grades: Iterable[Graded | None]) -> list[WorkDone]:
    """Return groups of work with their grades in the condition, behind what it says already."""
    found = []
    for group, graded in zip(work, grades, strict=True):
        if graded is None or group.norm_version is None:
            found.append(group)
        else:
            parts = [part for part in (group.condition, text_of(graded)) if part]
            found.append(replace(group, condition=";".join(parts)))
    return found


def grade_words(graded: Graded, language: str) -> str:
    """Return grades in words, as a sheet shows them."""
    written = f"{graded.coefficient.normalize():f}"
    if language == "ru":
        own = "" if graded.own is None else f", свой {graded.own}"
        return f"разряд {graded.work} (× {written.replace('.', ',')}){own}"
    own = "" if graded.own is None else f", own {graded.own}"
    return f"grade {graded.work} (× {written}){own}"
