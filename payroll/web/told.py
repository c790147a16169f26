"""How people were told of worse pay, as a form says it: the day of the announcement, and who agreed on which paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from naryad.screens.forms import day_of
from payroll.notice import Told


@dataclass(frozen=True)
class ToldForm:
    """What stands in the fields, as it was typed."""

    announced_on: str = ""
    agreed: tuple[int, ...] = ()
    paper: str = ""

    def value(self) -> Told:
        """Return what it says.

        Raises:
            DayIsWrong.
        """
        return Told(day_of(self.announced_on), frozenset(self.agreed), self.paper)


async def _typed(request: Request) -> ToldForm:
    form = await request.form()
    return ToldForm(
        announced_on=str(form.get("announced_on", "")),
        agreed=tuple(int(one) for one in form.getlist("agreed") if isinstance(one, str) and one.isdecimal()),
        paper=str(form.get("paper", "")),
    )


TypedTold = Annotated[ToldForm, Depends(_typed)]
