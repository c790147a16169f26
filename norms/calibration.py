"""When a measurement may change a norm: a change of the method of work, or figures that speak clearly enough.

Sharpening a norm because people have become quick at honest work punishes them for it. So a norm moves only when the
method of work changed and a paper says so, or when the interval leaves the old norm out, a time study points the same
way, and the change is a tenth or more (ТК РФ, art. 160: norms may be revised as methods and technology change).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from norms.study import Method, Study

LEAST_CHANGE = Decimal("0.10")


class Basis(StrEnum):
    """What a proposed norm stands on."""

    MEASURED = "measured"
    METHOD = "method"


class Objection(StrEnum):
    """Why figures alone do not support a change."""

    WITHDRAWN = "withdrawn"
    INTERVAL_HOLDS_NORM = "interval_holds_norm"
    OUTSIDE_INTERVAL = "outside_interval"
    NO_TIME_STUDY = "no_time_study"
    TIME_STUDY_DISAGREES = "time_study_disagrees"
    CHANGE_IS_SMALL = "change_is_small"

    def label(self, language: str) -> str:
        english, russian = _OBJECTIONS[self]
        return russian if language == "ru" else english


class NormNotSupported(DomainError):
    code = "norm_not_supported"
    status = 422
    en = (
        "The figures do not support {minutes} min for {type}: {objections}. Measure more, or name the change of the "
        "method of work it follows from."
    )
    ru = (
        "Цифры не поддерживают норму {minutes} мин для типа {type}: {objections}. Продолжите замеры или назовите "
        "изменение порядка работы, из которого она следует."
    )

    def told(self, language: str) -> dict[str, object]:
        said = "; ".join(objection.label(language) for objection in self.facts["objections"])
        return {**self.facts, "objections": said}


class MethodIsNotNamed(DomainError):
    code = "method_is_not_named"
    status = 422
    en = "Say which change of the method of work makes the norm of {type} another one, and on which paper it stands."
    ru = "Назовите, какое изменение порядка работы меняет норму типа {type} и каким документом оно введено."


def objections(
    *, norm_minutes: Decimal | None, minutes: Decimal, study: Study | None, time_study: Study | None
) -> tuple[Objection, ...]:
    """Return everything that speaks against `minutes` as a measured norm; nothing where the type has no norm yet.

    `time_study` is the type's latest one that stands; a study by stopwatch is its own.
    """
    if study is None or study.withdrawn is not None:
        return (Objection.WITHDRAWN,)
    found = []
    if not study.measured.low <= minutes <= study.measured.high:
        found.append(Objection.OUTSIDE_INTERVAL)
    if norm_minutes is None:
        return tuple(found)
    if not study.excludes(norm_minutes):
        found.append(Objection.INTERVAL_HOLDS_NORM)
    judge = study if study.method is Method.TIME_STUDY else time_study
    if judge is None or judge.withdrawn is not None:
        found.append(Objection.NO_TIME_STUDY)
    elif (judge.measured.minutes - norm_minutes) * (minutes - norm_minutes) <= 0:
        found.append(Objection.TIME_STUDY_DISAGREES)
    if abs(minutes - norm_minutes) < LEAST_CHANGE * norm_minutes:
        found.append(Objection.CHANGE_IS_SMALL)
    return tuple(found)


_OBJECTIONS = {
    Objection.WITHDRAWN: ("the study was withdrawn", "замер убран"),
    Objection.INTERVAL_HOLDS_NORM: (
        "the interval of the study holds the norm in force",
        "действующая норма лежит внутри интервала замера",
    ),
    Objection.OUTSIDE_INTERVAL: (
        "the proposed minutes lie outside the interval of the study",
        "предложенные минуты лежат вне интервала замера",
    ),
    Objection.NO_TIME_STUDY: ("there is no time study of the type", "хронометража этого типа нет"),
    Objection.TIME_STUDY_DISAGREES: (
        "the time study points the other way",
        "хронометраж указывает в другую сторону",
    ),
    Objection.CHANGE_IS_SMALL: ("the change is less than a tenth", "изменение меньше десятой части"),
}
