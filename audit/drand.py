"""The public randomness beacon drand: a number that anybody can fetch and nobody could know before its second.

The randomness of a round is SHA-256 of its signature. Whether the signature is the league's own takes a pairing check
that this module does not make: its caller says which program made it. Sources: drand.love/docs, specification of the
chains `quicknet` and `default`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from naryad import bounds
from naryad.errors import DomainError

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
