"""The public randomness beacon drand: a number that anybody can fetch and nobody could know before its second.

The randomness of a round is SHA-256 of its signature. Whether the signature is the league's own takes a pairing check
that this module does not make: its caller says which program made it. Sources: drand.love/docs, specification of the
chains `quicknet` and `default`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from naryad import bounds
from naryad.errors import DomainError

AHEAD = timedelta(minutes=10)
"""So far ahead a round is named at least: clocks differ, and nobody may know it when the list is frozen."""

USUALLY_AHEAD = timedelta(hours=1)
"""So far ahead lies the round that is named where nobody names one."""

_HEX = re.compile(r"[0-9a-f]+\Z")


class SignatureIsMalformed(DomainError):
    code = "drand_signature_malformed"
    status = 422
    en = (
        "This is not a signature of {chain}, which has {digits} characters 0-9 and a-f. Copy the field “signature” of "
        "round {round} whole."
    )
    ru = (
        "Это не подпись цепочки {chain}: в подписи {digits} знаков 0–9 и a–f. Скопируйте целиком поле «signature» "
        "раунда {round}."
    )


class RoundIsKnown(DomainError):
    code = "drand_round_is_known"
    status = 422
    en = (
        "Round {round} of {chain} is published at {at} (UTC) or was already. Name a round that nobody can know yet: "
        "{first} or later."
    )
    ru = (
        "Раунд {round} цепочки {chain} публикуют в {at} (UTC), или он уже опубликован. Назовите раунд, которого ещё не "
        "может знать никто: {first} или позже."
    )


class RoundNotKnownYet(DomainError):
    code = "drand_round_not_known_yet"
    en = "Round {round} of {chain} is published at {at} (UTC). Until then nobody can know the draw; come back then."
    ru = "Раунд {round} цепочки {chain} публикуют в {at} (UTC). До этого жребия не знает никто; вернитесь после."


class BeaconIsNeeded(DomainError):
    code = "drand_beacon_is_needed"
    status = 422
    en = (
        "This draw takes round {round} of the beacon drand, chain {chain}. Paste what the beacon published for it: the "
        "whole answer in braces, or the field “signature” alone."
    )
    ru = (
        "Для этого жребия нужен раунд {round} маяка drand, цепочка {chain}. Вставьте опубликованное для него: весь "
        "ответ в фигурных скобках или одно поле «signature»."
    )


class AnotherRound(DomainError):
    code = "drand_another_round"
    status = 422
    en = "This is round {given}, and round {round} was named for the draw. Paste the answer for round {round}."
    ru = "Это раунд {given}, а для жребия назван раунд {round}. Вставьте ответ для раунда {round}."


class RandomnessDoesNotMatch(DomainError):
    code = "drand_randomness_does_not_match"
    status = 422
    en = (
        "The field “randomness” is not the SHA-256 of the signature, so something was mistyped or changed. Paste the "
        "answer for round {round} again, whole."
    )
    ru = (
        "Поле «randomness» не равно SHA-256 подписи: что-то набрано неверно или изменено. Вставьте ответ для раунда "
        "{round} ещё раз, целиком."
    )


@dataclass(frozen=True)
class Chain:
    """A chain of the beacon: its name, its first round's moment, seconds between rounds, length of a signature."""

    name: str
    begun_at: datetime
    period_seconds: int
    signature_bytes: int

    def moment_of(self, round: int) -> datetime:
        """Return when `round` becomes known; rounds count from 1."""
        bounds.count(round, "round", least=1)
        return self.begun_at + timedelta(seconds=self.period_seconds * (round - 1))

    def round_after(self, moment: datetime) -> int:
        """Return the first round that becomes known strictly after `moment`."""
        if moment < self.begun_at:
            return 1
        return (moment - self.begun_at) // timedelta(seconds=self.period_seconds) + 2


QUICKNET = Chain("quicknet", datetime.fromtimestamp(1692803367, UTC), 3, 48)
MAINNET = Chain("default", datetime.fromtimestamp(1595431050, UTC), 30, 96)
CHAINS = {chain.name: chain for chain in (QUICKNET, MAINNET)}


@dataclass(frozen=True)
class DrandSource:
    """A round of a chain of the beacon, named before anybody can know it."""

    chain: Chain
    round: int

    @classmethod
    def ahead_of(cls, now: datetime, chain: Chain = QUICKNET) -> DrandSource:
        """Return the round of the next hour: what is named where nobody names one."""
        return cls(chain, chain.round_after(now + USUALLY_AHEAD))

    @property
    def text(self) -> str:
        return f"drand:{self.chain.name}:{self.round}"

    @property
    def known_at(self) -> datetime:
        return self.chain.moment_of(self.round)

    def require_unknown(self, now: datetime) -> None:
        """Refuse a round that is known at `now`, or soon."""
        if self.known_at < now + AHEAD:
            first = self.chain.round_after(now + AHEAD)
            raise RoundIsKnown(round=self.round, chain=self.chain.name, at=_utc(self.known_at), first=first)

    def value(self, published: str, *, now: datetime) -> str:
        """Return `randomness,signature` from what the beacon published: its JSON, or the signature alone.

        The signature itself is not verified (it takes a pairing of curves); that the randomness is its SHA-256 is.

        Raises:
            RoundNotKnownYet: it is too early. BeaconIsNeeded: the text is neither. AnotherRound, SignatureIsMalformed,
            RandomnessDoesNotMatch.
        """
        if now < self.known_at:
            raise RoundNotKnownYet(round=self.round, chain=self.chain.name, at=_utc(self.known_at))
        answer = self._answer(published.strip())
        if answer.get("round", self.round) != self.round:
            raise AnotherRound(given=answer["round"], round=self.round)
        signature = str(answer.get("signature", "")).strip().lower()
        found = randomness(signature, chain=self.chain, round=self.round)
        if str(answer.get("randomness", found)).strip().lower() != found:
            raise RandomnessDoesNotMatch(round=self.round)
        return f"{found},{signature}"

    def _answer(self, published: str) -> dict[str, Any]:
        if not published:
            raise BeaconIsNeeded(round=self.round, chain=self.chain.name)
        if not published.startswith("{"):
            return {"signature": published}
        try:
            answer: dict[str, Any] = json.loads(published)
        except ValueError:
            raise BeaconIsNeeded(round=self.round, chain=self.chain.name) from None
        return answer


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d.%m.%Y %H:%M:%S}"


def randomness(signature: str, *, chain: Chain, round: int) -> str:
    """Return the 64 hex digits of a round's randomness: SHA-256 of its signature's bytes.

    Raises:
        SignatureIsMalformed: another length than the chain's signatures have, or other characters.
    """
    bounds.count(round, "round", least=1)
    text = signature.strip().lower()
    digits = 2 * chain.signature_bytes
    if len(text) != digits or not _HEX.match(text):
        raise SignatureIsMalformed(chain=chain.name, digits=digits, round=round)
    return sha256(bytes.fromhex(text)).hexdigest()
