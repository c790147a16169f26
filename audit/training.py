"""Training of suggestions: from decided codings to a model file and the figures by which people judge it.

The figures come from time: the model is fitted on earlier work and asked about later work that it has not seen. Only
training needs scikit-learn (the extra `suggest`); the file it leaves is read without it (worklog.suggestion).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import log, sqrt
from typing import Any

from audit.fitting import Example, Fitted, fit
from naryad.errors import DomainError
from norms.work_type import Kind
from worklog.suggestion import Model, read_model, tokens_of

LEAST_WORKS = 200
LEAST_OF_A_TYPE = 10

FITTED_SHARE, TUNED_SHARE = 0.7, 0.8
"""The first 70% of the works in time fit, the next 10% set the temperature, the last 20% judge."""

BETTER_BY_POINTS = 5
TEMPERATURES = (0.25, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0)
CONFUSIONS_SHOWN = 12
BINS = ((0, 50), (50, 60), (60, 70), (70, 80), (80, 90), (90, 101))

Possible = Mapping[Kind, frozenset[int]]


class TooLittleWork(DomainError):
    code = "too_little_decided_work"
    en = "Too little decided work yet: {count} of {needed}. Suggestions can be trained once the office has that many."
    ru = "Пока мало решённых работ: {count} из {needed}. Обучить подсказки можно, когда их станет столько."


class TooFewTypes(DomainError):
    code = "too_few_types_to_learn"
    en = "Only {count} type has {needed} decided works or more. With two such types there is something to tell apart."
    ru = "Решённых работ не меньше {needed} пока только у {count} типа. Нужны два таких типа, чтобы было что различать."


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions of about one probability: how many, how often right, and what they had promised (in per cent)."""

    low: int
    high: int
    count: int
    right: int
    promised: float

    @property
    def was_right(self) -> float:
        return 100 * self.right / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a training came to. Counts are of works; `confusion` has (decided, suggested, count), the most first."""

    works: int
    judged_by_others: int
    by_type: tuple[tuple[int, int], ...]
    left_out: tuple[tuple[int, int], ...]
    first_day: str
    last_day: str
    held_out: int
    right: int
    commonest_right: int
    bins: tuple[Bin, ...]
    confusion: tuple[tuple[int, int, int], ...]
    features: int
    temperature: float

    @property
    def accuracy(self) -> float:
        return 100 * self.right / self.held_out if self.held_out else 0.0

    @property
    def commonest_accuracy(self) -> float:
        return 100 * self.commonest_right / self.held_out if self.held_out else 0.0

    @property
    def is_worth_using(self) -> bool:
        """Better than always naming the commonest type of the same kind of work: by five points, and by two
        standard errors, so that few later works prove nothing by chance.
        """
        if not self.held_out:
            return False
        share = self.right / self.held_out
        chance = 200 * sqrt(share * (1 - share) / self.held_out)
        return self.accuracy >= self.commonest_accuracy + max(BETTER_BY_POINTS, chance)

    def as_facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Figures:
        listed = {name: tuple(tuple(each) for each in facts[name]) for name in ("by_type", "left_out", "confusion")}
        return cls(**{**facts, **listed, "bins": tuple(Bin(**each) for each in facts["bins"])})


@dataclass(frozen=True, slots=True)
class Trained:
    content: bytes
    figures: Figures


def train(examples: Sequence[Example], *, tell: Callable[[str], None] = lambda _: None) -> Trained:
    """Return a model file and its figures. The same examples give the same bytes.

    `tell` is called with the name of each step: words, fitting, judging, final.

    Raises:
        TooLittleWork, TooFewTypes: there is nothing to learn from yet.
        LibraryIsMissing: the extra is not installed.
    """
    if len(examples) < LEAST_WORKS:
        raise TooLittleWork(count=len(examples), needed=LEAST_WORKS)
    counts = Counter(example.work_type_id for example in examples)
    enough = {type_id for type_id, count in counts.items() if count >= LEAST_OF_A_TYPE}
    if len(enough) < 2:
        raise TooFewTypes(count=len(enough), needed=LEAST_OF_A_TYPE)
    known = sorted((each for each in examples if each.work_type_id in enough), key=_in_time)
    tell("words")
    tokens = [tokens_of(example.look) for example in known]
    fitted, tuned = round(len(known) * FITTED_SHARE), round(len(known) * TUNED_SHARE)
    tell("fitting")
    trial = fit(known[:fitted], tokens[:fitted])
    tell("judging")
    possible = _possible(known)
    trial = _tempered(trial, known[fitted:tuned], possible)
    judged = _judge(read_model(trial.file({})), known[:tuned], known[tuned:], possible)
    tell("final")
    final = replace(fit(known, tokens), temperature=trial.temperature)
    figures = Figures(
        works=len(known),
        judged_by_others=sum(example.weight > 1 for example in known),
        by_type=tuple(
            sorted((pair for pair in counts.items() if pair[0] in enough), key=lambda pair: (-pair[1], pair))
        ),
        left_out=tuple(sorted(pair for pair in counts.items() if pair[0] not in enough)),
        first_day=known[0].day.isoformat(),
        last_day=known[-1].day.isoformat(),
        features=len(final.keys),
        temperature=trial.temperature,
        **judged,
    )
    facts = {"works": figures.works, "first_day": figures.first_day, "last_day": figures.last_day}
    return Trained(final.file(facts), figures)


def _in_time(example: Example) -> tuple[Any, ...]:
    look = example.look
    return example.day, look.subject, look.text, example.author_id, example.work_type_id, example.weight


def _tempered(fitted: Fitted, examples: Sequence[Example], possible: Possible) -> Fitted:
    """Return the model with the temperature under which its probabilities fit later work best (log loss)."""

    def loss(temperature: float) -> float:
        model = read_model(replace(fitted, temperature=temperature).file({}))
        total = 0.0
        for example in examples:
            said = model.suggest(example.look, possible[example.look.kind])
            if said is not None:
                chance = min(max(float(said.probability), 0.001), 0.999)
                total -= log(chance if said.work_type_id == example.work_type_id else 1 - chance)
        return total

    return replace(fitted, temperature=min(TEMPERATURES, key=lambda each: (loss(each), each)))


def _judge(model: Model, earlier: Sequence[Example], later: Sequence[Example], possible: Possible) -> dict[str, Any]:
    """Ask the model about later work: how often right, how sure, what it takes for what.

    Work of a kind that only one type fits is not asked about: there is nothing to suggest.
    """
    later = [each for each in later if len(possible[each.look.kind]) > 1]
    commonest = {
        kind: Counter(each.work_type_id for each in earlier if each.look.kind == kind).most_common(1)
        for kind in possible
    }
    right = commonest_right = 0
    promised: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    confused: Counter[tuple[int, int]] = Counter()
    for example in later:
        most = commonest[example.look.kind]
        commonest_right += bool(most) and most[0][0] == example.work_type_id
        said = model.suggest(example.look, possible[example.look.kind])
        if said is None:
            continue
        is_right = said.work_type_id == example.work_type_id
        right += is_right
        percent = 100 * float(said.probability)
        promised[next(at for at, (low, high) in enumerate(BINS) if low <= percent < high)].append((percent, is_right))
        if not is_right:
            confused[(example.work_type_id, said.work_type_id)] += 1
    bins = [
        Bin(
            low=low,
            high=min(high, 100),
            count=len(promised[at]),
            right=sum(is_right for _, is_right in promised[at]),
            promised=round(sum(percent for percent, _ in promised[at]) / max(len(promised[at]), 1), 1),
        )
        for at, (low, high) in enumerate(BINS)
    ]
    ranked = sorted(confused.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "held_out": len(later),
        "right": right,
        "commonest_right": commonest_right,
        "bins": tuple(bins),
        "confusion": tuple((decided, said_, count) for (decided, said_), count in ranked[:CONFUSIONS_SHOWN]),
    }


def _possible(examples: Sequence[Example]) -> Possible:
    """Return the types each kind of work was ever given: the others are no answer to it."""
    found: defaultdict[Kind, set[int]] = defaultdict(set)
    for example in examples:
        found[example.look.kind].add(example.work_type_id)
    return {kind: frozenset(types) for kind, types in found.items()}
