"""The number of a draw may come from a round of the beacon drand that nobody can know when the list is frozen."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from audit.actions.draw import draw_sample
from audit.drand import (
    QUICKNET,
    AnotherRound,
    BeaconIsNeeded,
    DrandSource,
    RandomnessDoesNotMatch,
    RoundIsKnown,
    RoundNotKnownYet,
    SignatureIsMalformed,
)
from audit.seed import SourceIsMalformed, read_source, seed_of
from naryad.errors import DomainError
from tests.audit.conftest import FROZEN_ON, TestOffice, at

FROZEN_AT = at(FROZEN_ON)
SOURCE = DrandSource.ahead_of(FROZEN_AT)
SIGNATURE = "a7" * 48
RANDOMNESS = sha256(bytes.fromhex(SIGNATURE)).hexdigest()
ANSWER = {"round": SOURCE.round, "randomness": RANDOMNESS, "signature": SIGNATURE}
LATER = SOURCE.known_at


def _asked(published: object, now: datetime = LATER) -> str:
    return SOURCE.value(published if isinstance(published, str) else json.dumps(published), now=now)


def test_the_round_named_by_itself_is_an_hour_ahead() -> None:
    assert timedelta(hours=1) < SOURCE.known_at - FROZEN_AT <= timedelta(hours=1, seconds=3)
    assert SOURCE.text == f"drand:quicknet:{SOURCE.round}"
    assert read_source(SOURCE.text) == SOURCE
    assert read_source("drand:default:4711").text == "drand:default:4711"


@pytest.mark.parametrize("text", ["drand:", "drand:quicknet", "drand:quicknet:0", "drand:quicknet:-5", "drand:other:7"])
def test_what_names_no_round_is_refused(text: str) -> None:
    with pytest.raises(SourceIsMalformed) as refused:
        read_source(text)

    assert "drand:quicknet:12345678" in refused.value.message("ru")


def test_a_round_that_is_known_or_comes_too_soon_is_refused() -> None:
    first = QUICKNET.round_after(FROZEN_AT + timedelta(minutes=10))

    DrandSource(QUICKNET, first).require_unknown(FROZEN_AT)
    for known in (first - 2, 1):
        with pytest.raises(RoundIsKnown) as refused:
            DrandSource(QUICKNET, known).require_unknown(FROZEN_AT)
        assert f"{first} или позже" in refused.value.message("ru")


def test_the_beacon_s_answer_or_its_signature_alone_give_the_value() -> None:
    assert _asked(ANSWER) == f"{RANDOMNESS},{SIGNATURE}"
    assert _asked({"round": SOURCE.round, "signature": SIGNATURE}) == f"{RANDOMNESS},{SIGNATURE}"
    assert _asked(f"  {SIGNATURE.upper()}\n") == f"{RANDOMNESS},{SIGNATURE}"


@pytest.mark.parametrize(
    ("published", "refusal", "words"),
    [
        ("", BeaconIsNeeded, "весь ответ в фигурных скобках"),
        ("{not json", BeaconIsNeeded, f"нужен раунд {SOURCE.round}"),
        ({**ANSWER, "round": SOURCE.round + 1}, AnotherRound, f"Это раунд {SOURCE.round + 1}, а для жребия назван"),
        ({**ANSWER, "randomness": "0" * 64}, RandomnessDoesNotMatch, "не равно SHA-256 подписи"),
        ({**ANSWER, "signature": "a8" + SIGNATURE[2:]}, RandomnessDoesNotMatch, "набрано неверно или изменено"),
        ({**ANSWER, "signature": SIGNATURE[:-2]}, SignatureIsMalformed, "96 знаков"),
        ({"round": SOURCE.round}, SignatureIsMalformed, "целиком поле «signature»"),
        ("seven", SignatureIsMalformed, "96 знаков"),
    ],
)
def test_mistyped_answers_are_refused_by_name(published: object, refusal: type[DomainError], words: str) -> None:
    with pytest.raises(refusal) as refused:
        _asked(published)

    assert words in refused.value.message("ru")


def test_before_its_moment_a_round_gives_nothing() -> None:
    with pytest.raises(RoundNotKnownYet) as refused:
        _asked(ANSWER, now=SOURCE.known_at - timedelta(seconds=1))

    assert f"{SOURCE.known_at.astimezone(UTC):%H:%M:%S} (UTC)" in refused.value.message("ru")


def test_a_list_is_drawn_by_the_round_named_for_it(office: TestOffice) -> None:
    office.week_of_letters(office.anna, "L10 L5 L25")
    office.accept_all()
    with pytest.raises(RoundIsKnown):
        office.freeze(source=DrandSource(QUICKNET, 4_711))
    frame = office.freeze(source=SOURCE)
    given = {"now": LATER, "today": FROZEN_ON}
    with pytest.raises(BeaconIsNeeded):
        draw_sample(office.session, office.gleb, frame.id, rates={"USD": "81.1234"}, **given)

    sample = draw_sample(office.session, office.gleb, frame.id, published=json.dumps(ANSWER), **given)

    assert sample.value == f"{RANDOMNESS},{SIGNATURE}"
    assert sample.seed == seed_of(period="2026-W41", root=frame.root, source=SOURCE.text, value=sample.value)
