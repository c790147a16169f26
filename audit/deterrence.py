"""What claiming too much is worth, and what being found has to cost so that it does not pay.

Source: Becker, "Crime and Punishment: An Economic Approach" (1968). The program never fines anybody; the figures show
why one correction per checked entry is not what keeps claims honest.
"""

from __future__ import annotations

from naryad import bounds


def leverage(modest: float, claimed: float) -> float:
    """Return how many times more the higher of two types brings for the same work: claimed norm / modest norm."""
    return bounds.positive(claimed, "minutes") / bounds.positive(modest, "minutes")


def break_even_multiple(inclusion: float) -> float:
    """Return how many times its gain a found over-claim has to cost, beyond being taken back, to pay nothing.

    With chance pi to be found, (1 - pi) x gain = pi x multiple x gain gives (1 - pi) / pi: 19 at 5%.
    """
    return (1 - inclusion) / bounds.share(inclusion, "inclusion")


def expected_gain(gain: float, inclusion: float, multiple: float = 0.0) -> float:
    """Return what one over-claim brings on average if a found one is taken back and costs `multiple` x gain more."""
    bounds.chance(inclusion, "inclusion")
    bounds.not_negative(multiple, "factor")
    return gain * (1 - inclusion) - inclusion * multiple * gain
