"""The page of suggestions: train them, see how good they are, and how people took them."""

from __future__ import annotations

import threading
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse

from audit.actions.training import GIVEN_UP_AFTER, begin_training, train_begun
from audit.store.training import examples_count, months_of_suggestions, trainings
from audit.training import LEAST_WORKS
from audit.web.words import people_by_id, types_by_id
from naryad.days import local_day
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.office import setting
from naryad.people import require
from naryad.shelf import shelf_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from worklog.suggestion import MODEL_NAME, read_model

router = APIRouter()

REPORT_DAYS = 366
REFRESH_SECONDS = 2

STEP_WORDS = {
    "reading": (1, noop("reading decided works")),
    "words": (2, noop("taking them apart into words")),
    "fitting": (3, noop("learning from the earlier works")),
    "judging": (4, noop("asking about the later ones")),
    "final": (5, noop("learning from all of them")),
}

OUTCOME_WORDS = {
    "in_use": (noop("in use"), "ok"),
    "not_better": (noop("not better than the commonest type; the one before stays"), "warn"),
    "refused": (noop("not trained"), "warn"),
    "failed": (noop("broke off; the journal of the program says why"), "error"),
}


@router.get("/audit/suggestions")
def suggestions(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show the model in use, the trainings before it, and the months of suggestions."""
    require(me, "audit.train")
    today = local_day(now, office.zone)
    shelf = shelf_of(request.app.state.settings.data_dir)
    model = shelf.load(MODEL_NAME, read_model)
    done = trainings(session)
    running = next((each for each in done if not each.outcome and each.begun_at > now - GIVEN_UP_AFTER), None)
    in_use = next((each for each in done if model is not None and each.digest == model.digest), None)
    answer = page(
        request,
        "audit/training.html",
        trainings=[each for each in done if each is not running],
        running=running,
        in_use=in_use,
        has_model=model is not None,
        trouble=shelf.trouble(MODEL_NAME),
        decided=examples_count(session, today),
        needed=LEAST_WORKS,
        months=months_of_suggestions(session, now - timedelta(days=REPORT_DAYS)),
        is_on=setting(session, "suggestions", today) == "on",
        least_percent=setting(session, "suggestion_percent", today),
        steps=STEP_WORDS,
        outcomes=OUTCOME_WORDS,
        people=people_by_id(session),
        types=types_by_id(session),
    )
    if running is not None:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@router.post("/audit/suggestions/train")
def train_now(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> RedirectResponse:
    """Begin a training; it goes on beside the pages, and this page tells how far it is."""
    database, state = database_of(request), request.app.state
    with database.writing() as session:
        training_id = begin_training(session, actor=me, now=now)
    state.training = threading.Thread(
        target=train_begun,
        args=(database, shelf_of(state.settings.data_dir), training_id),
        kwargs={"today": local_day(now, office.zone), "clock": state.clock},
        name="naryad-training",
        daemon=True,
    )
    state.training.start()
    return redirect(request, "/audit/suggestions", _("Training has begun; it takes a minute or two."))
