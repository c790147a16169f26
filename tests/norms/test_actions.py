"""What people do to the catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from naryad import verification as floor_verification
from naryad.people import Employee, NeedsAPerson, NotAllowed
from norms import actions, store, verification
from norms.actions.approval import ConsentNeedsPaper, ProposalWasRefused, RefusalNeedsReason
from norms.actions.catalog import CodeTaken, RetiredTooSoon, RetirementNeedsReason, TypeIsRetired
from norms.actions.norm import AnnouncedAfterStart, NormUnchanged
from norms.impact import Impact, impact_of
from norms.norm import Norm, NormNeedsSource
from norms.notice import (
    ConsentsMissing,
    GroundNotAllowed,
    ImpactChanged,
    ImpactNotSeen,
    NormAlreadyApproved,
    NormStartsTooSoon,
    NotANewType,
    SomebodyIsWorse,
)
from norms.portrait import DoesNotBelong, PortraitNeedsReason, PortraitText, PortraitUnchanged
from norms.work_type import Kind, TypeCard
from tests.norms.conftest import OPENED_ON, Office

FIFTEENTH = date(2026, 10, 15)
SIXTEENTH = date(2026, 10, 16)


def l10(session: Session) -> int:
    entry = store.catalog(session, FIFTEENTH).find("L10")
    assert entry is not None
    return entry.work_type.id


def propose(session: Session, office: Office, minutes: str, start: date, **more: date) -> Norm:
    return actions.propose_norm(
        session,
        work_type_id=l10(session),
        minutes=Decimal(minutes),
        effective_from=start,
        source="приказ № 7",
        announced_on=more.get("announced_on"),
        actor=office.olga,
        now=office.at(FIFTEENTH),
        today=FIFTEENTH,
    )


def approve(session: Session, office: Office, norm: Norm, ground: str, **more: object) -> Norm:
    return actions.approve_norm(
        session,
        norm.id,
        approved_by=office.vera,
        now=office.at(FIFTEENTH),
        today=FIFTEENTH,
        ground=ground,
        **more,  # type: ignore[arg-type]
    )


def effect(norm: Norm, *people: Employee) -> Impact:
    """Return the effect of a norm on people who did ten L10 letters each over the summer."""
    return impact_of(
        norm_id=norm.id,
        minutes_after=norm.minutes,
        done=[(person.id, Decimal(10), Decimal(100)) for person in people],
        first_day=date(2026, 7, 1),
        last_day=date(2026, 9, 30),
    )


def test_a_norm_approved_for_the_sixteenth_prices_work_by_its_own_day(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)
    approve(session, office, norm, "nobody_worse", impact_digest=effect(norm).digest, impact=effect(norm))

    before = store.catalog(session, FIFTEENTH).find("L10")
    after = store.catalog(session, SIXTEENTH).find("L10")

    assert before is not None
    assert before.norm is not None
    assert before.norm.minutes == Decimal(10)
    assert after is not None
    assert after.norm is not None
    assert after.norm.minutes == Decimal(12)
    assert after.norm.version == 2


@pytest.mark.parametrize("start", [FIFTEENTH, date(2026, 10, 14)])
def test_a_norm_cannot_start_today_or_in_the_past(session: Session, office: Office, start: date) -> None:
    with pytest.raises(NormStartsTooSoon) as refusal:
        propose(session, office, "12", start)

    assert "Выберите 16.10.2026 или более поздний день." in refusal.value.message("ru")


def test_a_proposal_that_waited_past_its_day_cannot_be_approved(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)

    with pytest.raises(NormStartsTooSoon):
        actions.approve_norm(
            session,
            norm.id,
            approved_by=office.vera,
            now=office.at(SIXTEENTH),
            today=SIXTEENTH,
            ground="nobody_worse",
            impact_digest="x",
        )


def test_only_the_head_approves(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)

    with pytest.raises(NotAllowed) as refusal:
        actions.approve_norm(
            session,
            norm.id,
            approved_by=office.olga,
            now=office.at(FIFTEENTH),
            today=FIFTEENTH,
            ground="nobody_worse",
        )
    assert "Ольга Дёмина не может этого сделать" in refusal.value.message("ru")


def test_an_employee_does_not_edit_the_catalog(session: Session, office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.retire_work_type(
            session,
            l10(session),
            retired_on=SIXTEENTH,
            reason="так",
            actor=office.anna,
            now=office.at(FIFTEENTH),
            today=FIFTEENTH,
        )


def test_the_effect_must_have_been_seen_and_must_still_hold(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)
    seen = effect(norm, office.anna)
    now_there_is_more = effect(norm, office.anna, office.boris)

    with pytest.raises(ImpactNotSeen):
        approve(session, office, norm, "nobody_worse")
    with pytest.raises(ImpactChanged) as refusal:
        approve(session, office, norm, "nobody_worse", impact_digest=seen.digest, impact=now_there_is_more)
    assert "Посмотрите ещё раз" in refusal.value.message("ru")


def test_who_would_be_worse_off_is_named(session: Session, office: Office) -> None:
    norm = propose(session, office, "8", SIXTEENTH)
    impact = effect(norm, office.anna, office.boris)

    with pytest.raises(SomebodyIsWorse) as refusal:
        approve(session, office, norm, "nobody_worse", impact_digest=impact.digest, impact=impact)

    assert "меньше минут насчитают: Анна Белова, Борис Ким." in refusal.value.message("ru")


def test_with_everybodys_recorded_consent_a_lower_norm_starts_tomorrow(session: Session, office: Office) -> None:
    norm = propose(session, office, "8", SIXTEENTH)
    impact = effect(norm, office.anna, office.boris)
    actions.give_consent(session, norm.id, employee=office.anna, now=office.at(FIFTEENTH))

    with pytest.raises(ConsentsMissing) as refusal:
        approve(session, office, norm, "consents", impact_digest=impact.digest, impact=impact)
    with pytest.raises(ConsentNeedsPaper):
        approve(
            session, office, norm, "consents", impact_digest=impact.digest, impact=impact, consents=[office.boris.id]
        )
    approved = approve(
        session,
        office,
        norm,
        "consents",
        impact_digest=impact.digest,
        impact=impact,
        consents=[office.anna.id, office.boris.id],
        paper="заявление от 14.10.2026",
    )

    assert "согласились не все, кого она касается: Борис Ким." in refusal.value.message("ru")
    assert approved.ground == "consents"
    assert [(one.employee_id, one.paper) for one in store.consents_to(session, norm.id)] == [
        (office.anna.id, ""),
        (office.boris.id, "заявление от 14.10.2026"),
    ]


def test_a_type_that_has_a_norm_is_not_new(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)

    with pytest.raises(NotANewType):
        approve(session, office, norm, "new_type")
    for ground in ("founding", "каприз"):
        with pytest.raises(GroundNotAllowed):
            approve(session, office, norm, ground)


def test_a_decision_is_taken_once(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)
    approve(session, office, norm, "nobody_worse", impact_digest="x")

    with pytest.raises(NormAlreadyApproved):
        approve(session, office, norm, "nobody_worse", impact_digest="x")
    with pytest.raises(NormAlreadyApproved):
        actions.refuse_norm(session, norm.id, reason="передумали", actor=office.vera, now=office.at(FIFTEENTH))


def test_a_proposal_turned_down_stays_with_its_reason(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)
    with pytest.raises(RefusalNeedsReason):
        actions.refuse_norm(session, norm.id, reason=" ", actor=office.vera, now=office.at(FIFTEENTH))
    actions.refuse_norm(session, norm.id, reason="нет замера", actor=office.vera, now=office.at(FIFTEENTH))

    with pytest.raises(ProposalWasRefused) as refusal:
        approve(session, office, norm, "nobody_worse", impact_digest="x")

    assert "«нет замера»" in refusal.value.message("ru")
    assert store.proposals(session) == ()


def test_a_proposal_says_something_new_with_a_source(session: Session, office: Office) -> None:
    with pytest.raises(NormUnchanged):
        propose(session, office, "10", SIXTEENTH)
    with pytest.raises(AnnouncedAfterStart):
        propose(session, office, "12", SIXTEENTH, announced_on=date(2026, 10, 17))
    with pytest.raises(NormNeedsSource):
        actions.propose_norm(
            session,
            work_type_id=l10(session),
            minutes=Decimal(12),
            effective_from=SIXTEENTH,
            source=" ",
            announced_on=None,
            actor=office.olga,
            now=office.at(FIFTEENTH),
            today=FIFTEENTH,
        )


VISIT = TypeCard(code="V30", alias="ВС30", name_ru="Встреча", kinds=frozenset({Kind.VISIT}))
VISIT_PORTRAIT = PortraitText(summary="Встреча с клиентом в офисе.")


def add_visit(session: Session, office: Office, card: TypeCard = VISIT) -> int:
    return actions.add_work_type(
        session, card, actor=office.olga, now=office.at(FIFTEENTH), today=FIFTEENTH, ru=VISIT_PORTRAIT
    ).id


def test_a_new_type_is_chosen_from_the_day_after_its_norm_is_approved(session: Session, office: Office) -> None:
    work_type_id = add_visit(session, office)
    norm = actions.propose_norm(
        session,
        work_type_id=work_type_id,
        minutes=Decimal(30),
        effective_from=SIXTEENTH,
        source="замер",
        announced_on=None,
        actor=office.olga,
        now=office.at(FIFTEENTH),
        today=FIFTEENTH,
    )
    approve(session, office, norm, "new_type")

    today, tomorrow = store.catalog(session, FIFTEENTH), store.catalog(session, SIXTEENTH)

    assert not today.by_id(work_type_id).is_offered(FIFTEENTH)
    assert next(entry.code for entry in tomorrow.of_kind(Kind.VISIT)) == "V30"


def test_a_code_that_reads_like_a_taken_one_is_refused_also_after_retirement(session: Session, office: Office) -> None:
    actions.retire_work_type(
        session,
        l10(session),
        retired_on=SIXTEENTH,
        reason="разделили на два",
        actor=office.olga,
        now=office.at(FIFTEENTH),
        today=FIFTEENTH,
    )

    with pytest.raises(CodeTaken) as refusal:
        add_visit(session, office, replace(VISIT, code="L1O"))
    assert "читается как у L10 («Среднее письмо»)" in refusal.value.message("ru")


def test_a_type_is_retired_from_tomorrow_at_the_earliest_and_can_return(session: Session, office: Office) -> None:
    def retire(on: date, reason: str) -> None:
        actions.retire_work_type(
            session,
            l10(session),
            retired_on=on,
            reason=reason,
            actor=office.olga,
            now=office.at(FIFTEENTH),
            today=FIFTEENTH,
        )

    with pytest.raises(RetiredTooSoon):
        retire(FIFTEENTH, "не нужен")
    with pytest.raises(RetirementNeedsReason):
        retire(SIXTEENTH, "")
    retire(SIXTEENTH, "не нужен")
    retired = store.catalog(session, SIXTEENTH).find("П10")
    assert retired is not None
    assert not retired.is_offered(SIXTEENTH)
    with pytest.raises(TypeIsRetired):
        propose(session, office, "12", SIXTEENTH)

    actions.return_to_use(session, l10(session), reason="всё же нужен", actor=office.olga, now=office.at(FIFTEENTH))

    assert store.catalog(session, SIXTEENTH).by_id(l10(session)).is_offered(SIXTEENTH)


def test_a_portrait_is_mended_as_a_new_version_with_a_reason(session: Session, office: Office) -> None:
    def revise(text: PortraitText, reason: str) -> None:
        actions.revise_portrait(
            session,
            l10(session),
            ru=text,
            en=before.en,
            reason=reason,
            actor=office.olga,
            now=office.at(FIFTEENTH),
            today=FIFTEENTH,
        )

    (before,) = store.portraits_of(session, l10(session))
    mended = replace(before.ru, does_not_belong=(*before.ru.does_not_belong, DoesNotBelong("Оплата", "L5")))

    with pytest.raises(PortraitUnchanged):
        revise(before.ru, "так лучше")
    with pytest.raises(PortraitNeedsReason):
        revise(mended, "  ")
    revise(mended, "путали с П5")

    on_the_eve = store.catalog(session, date(2026, 10, 14)).by_id(l10(session)).portrait
    on_the_day = store.catalog(session, FIFTEENTH).by_id(l10(session)).portrait
    assert on_the_eve == before
    assert on_the_day is not None
    assert (on_the_day.version, on_the_day.ru, on_the_day.reason) == (2, mended, "путали с П5")


def test_names_may_be_mended_and_kinds_added_while_the_code_stays(session: Session, office: Office) -> None:
    actions.mend_names(
        session,
        l10(session),
        alias="СР10",
        name_ru="Письмо среднее",
        name_en="Medium letter",
        kinds_added=frozenset({Kind.MESSAGE}),
        actor=office.olga,
        now=office.at(FIFTEENTH),
    )

    entry = store.catalog(session, FIFTEENTH).find("ср10")
    assert entry is not None
    assert (entry.code, entry.work_type.name("ru")) == ("L10", "Письмо среднее")
    assert entry.work_type.kinds == {Kind.LETTER_OUT, Kind.MESSAGE}


def test_the_head_confirms_the_norms_the_office_began_with(session: Session, office: Office) -> None:
    assert len(store.unconfirmed_founding_norms(session)) == 24
    assert actions.confirm_founding_norms(session, actor=office.vera, now=office.at(FIFTEENTH)) == 24
    assert actions.confirm_founding_norms(session, actor=office.vera, now=office.at(FIFTEENTH)) == 0


def test_the_console_fills_a_catalog_but_decides_nothing(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)

    with pytest.raises(NeedsAPerson):
        actions.approve_norm(
            session,
            norm.id,
            approved_by=None,  # type: ignore[arg-type]
            now=office.at(FIFTEENTH),
            today=FIFTEENTH,
            ground="nobody_worse",
        )


def test_minutes_typed_as_digits_find_types_never_places(session: Session, office: Office) -> None:
    catalog = store.catalog(session, OPENED_ON)

    assert [entry.code for entry in catalog.of_minutes("5", Kind.LETTER_OUT)] == ["L5"]
    assert [entry.code for entry in catalog.of_minutes("1", Kind.LETTER_OUT)] == ["L10"]
    assert [entry.code for entry in catalog.of_minutes("1", Kind.CALL_IN)] == ["CM", "C15"]
    assert [entry.code for entry in catalog.of_minutes("0", Kind.LETTER_OUT)] == ["OTH", "T0", "Z0"]
    assert catalog.of_minutes("7", Kind.LETTER_OUT) == ()
    assert catalog.of_minutes("", Kind.LETTER_OUT) == ()
    assert next(entry.code for entry in catalog.nearest("L11", Kind.LETTER_OUT)) == "L10"


def test_after_all_of_it_the_books_agree(session: Session, office: Office) -> None:
    norm = propose(session, office, "12", SIXTEENTH)
    approve(session, office, norm, "nobody_worse", impact_digest="x")
    add_visit(session, office)
    actions.confirm_founding_norms(session, actor=office.vera, now=office.at(FIFTEENTH))

    assert [trouble.message("ru") for trouble in verification.troubles(session)] == []
    assert [trouble.message("ru") for trouble in floor_verification.troubles(session)] == []


def test_a_norm_slipped_in_for_the_past_is_found(session: Session, office: Office) -> None:
    from norms.tables.norm import NormApprovalRow, NormRow

    now = office.at(FIFTEENTH)
    row = NormRow(
        work_type_id=l10(session), version=2, effective_from=OPENED_ON, minutes=Decimal(1), source="?", proposed_at=now
    )
    session.add(row)
    session.flush()
    session.add(NormApprovalRow(norm_id=row.id, approved_at=now, ground="nobody_worse"))
    session.flush()

    places = {trouble.place for trouble in floor_verification.troubles(session)}
    said = [trouble.message("ru") for trouble in verification.troubles(session)]

    assert f"norm:{row.id}" in places
    assert said == [f"norm:{row.id}: норма L10 действует с 01.10.2026, не позже дня утверждения"]


def test_the_catalog_takes_four_statements_however_many_types(session: Session, office: Office) -> None:
    from sqlalchemy import event

    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(office.database.engine, "before_cursor_execute", note)
    store.catalog(session, FIFTEENTH)
    event.remove(office.database.engine, "before_cursor_execute", note)

    assert len(statements) == 4
