"""The standard letters of the demo office, kept by its administrator."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import yaml
from sqlmodel import Session

from naryad.demo.clock import DemoClock
from naryad.people import Employee
from norms import store as norms_store
from worklog.actions.standard_letter import write_standard_letter
from worklog.rich_text import html_of
from worklog.standard_letter import Field, FieldKind, Wording


def write_standard_letters(session: Session, keeper: Employee, clock: DemoClock, today: date) -> int:
    """Write the office's standard letters; return how many there are."""
    catalog = norms_store.catalog(session, today)
    listed = yaml.safe_load(files("naryad.demo").joinpath("standard_letters.yaml").read_text("utf-8"))
    for one in listed:
        found = catalog.find(one["type"])
        assert found is not None, one["type"]
        fields = tuple(
            Field(
                each["name"],
                FieldKind(each.get("kind", "text")),
                each.get("default", ""),
                tuple(each.get("choices", ())),
            )
            for each in one["fields"]
        )
        wording = Wording(one["name"], "ru", one["subject"], html_of(one["text"].strip()), fields, found.work_type.id)
        write_standard_letter(session, None, wording, is_of_office=True, actor=keeper, now=clock.tick())
    return len(listed)
