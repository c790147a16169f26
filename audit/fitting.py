"""Fitting the weights of suggestions: how much each piece of a word speaks for each type.

Only this needs scikit-learn (the extra `suggest`), and it is imported when somebody trains.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

from naryad.errors import DomainError
from worklog.suggestion import Look, keys_of, write_model

MOST_FEATURES = 30_000
SEEN_IN_WORKS = 5
SEEN_BY_AUTHORS = 2
"""Privacy: a piece of a word that fewer works of fewer authors hold never enters a model."""

STEPS = 32_000
STRENGTH = 30.0
"""The inverse strength of the penalty on weights."""


class LibraryIsMissing(DomainError):
    code = "training_library_missing"
    status = 503
    en = "Training needs scikit-learn. Install Naryad with its extra: pip install naryad[suggest]."
    ru = "Для обучения нужна библиотека scikit-learn. Установите Naryad с дополнением: pip install naryad[suggest]."


class NothingShared(DomainError):
    code = "nothing_shared_to_learn"
    en = (
        "The decided works share too little: only words that {works} works of {authors} authors hold are learned from, "
        "so that nobody's letter can be read out of a model. Try again when colleagues have typed more."
    )
    ru = (
        "У решённых работ слишком мало общего: подсказки учатся на словах, которые есть хотя бы в {works} "
        "работах {authors} авторов, чтобы нельзя было прочесть чужое письмо. Попробуйте, когда работ будет больше."
    )


@dataclass(frozen=True, slots=True)
class Example:
    """A decided piece of work; `weight` is higher where somebody besides its author has judged its type."""

    look: Look
    work_type_id: int
    author_id: int
    day: date
    weight: int


@dataclass(frozen=True)
class Fitted:
    """Weights as fitted: rows are features, columns types; `temperature` divides them all."""

    types: tuple[int, ...]
    keys: list[int]
    rarity: list[float]
    weights: Any
    bias: Any
    temperature: float = 1.0

    def file(self, facts: dict[str, Any]) -> bytes:
        weights, bias = self.weights / self.temperature, self.bias / self.temperature
        step = float(abs(weights).max()) / STEPS or 1.0
        return write_model(
            types=self.types,
            keys=self.keys,
            rarity=self.rarity,
            weights=(weights / step).round().astype(int).ravel().tolist(),
            bias=tuple(round(float(each), 6) for each in bias),
            step=step,
            facts=facts,
        )


def fit(examples: Sequence[Example], tokens: Sequence[list[str]]) -> Fitted:
    """Fit a logistic regression on how often rare pieces of words stand in each work."""
    try:
        import numpy as np
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise LibraryIsMissing() from error
    cache: dict[str, list[int]] = {}
    works = [Counter(key for token in each for key in _keys(token, cache)) for each in tokens]
    rarity_of = _rarity(works, [example.author_id for example in examples])
    if not rarity_of or len({example.work_type_id for example in examples}) < 2:
        raise NothingShared(works=SEEN_IN_WORKS, authors=SEEN_BY_AUTHORS)
    keys = sorted(rarity_of)
    place = {key: at for at, key in enumerate(keys)}
    rarity = np.array([rarity_of[key] for key in keys], dtype=np.float32).astype(float)
    figures: list[float] = []
    columns: list[int] = []
    ends = [0]
    for each, work in zip(tokens, works, strict=True):
        known = sorted((place[key], count) for key, count in work.items() if key in place)
        squares = sum(rarity[place[key]] ** 2 for token in each for key in _keys(token, cache) if key in place)
        length = float(squares) ** 0.5 or 1.0
        columns += [at for at, _ in known]
        figures += [count * rarity[at] / length for at, count in known]
        ends.append(len(columns))
    matrix = csr_matrix((figures, columns, ends), shape=(len(works), len(keys)))
    fitted = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    fitted.fit(
        matrix,
        [example.work_type_id for example in examples],
        sample_weight=[example.weight for example in examples],
    )
    weights, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return Fitted(
        types=tuple(int(each) for each in fitted.classes_),
        keys=keys,
        rarity=[float(each) for each in rarity],
        weights=weights.T * rarity[:, None],
        bias=bias,
    )


def _keys(token: str, cache: dict[str, list[int]]) -> list[int]:
    found = cache.get(token)
    if found is None:
        found = cache[token] = keys_of(token)
    return found


def _rarity(works: Sequence[Counter[int]], authors: Sequence[int]) -> dict[int, float]:
    """Return how rare each feature is that enough works of enough authors hold: 1 + ln(works / works with it)."""
    seen: Counter[int] = Counter()
    by: defaultdict[int, set[int]] = defaultdict(set)
    for work, author in zip(works, authors, strict=True):
        seen.update(work.keys())
        for key in work:
            if len(by[key]) < SEEN_BY_AUTHORS:
                by[key].add(author)
    common = [key for key, count in seen.items() if count >= SEEN_IN_WORKS and len(by[key]) >= SEEN_BY_AUTHORS]
    kept = sorted(common, key=lambda key: (-seen[key], key))[:MOST_FEATURES]
    return {key: 1 + log(len(works) / seen[key]) for key in kept}
