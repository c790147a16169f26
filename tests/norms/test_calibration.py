"""Norms kept honest: what is measured, when it may change a norm, and trial norms that nobody is paid by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from naryad.bounds import Negative, NotAShare, NotPositive, TooFewFigures
from naryad.errors import DomainError
from naryad.people import NotAllowed
from norms import store
from norms.actions import approve_norm
from norms.actions.calibration import Proposal, begin_trial, drop_trial, propose_grounded, propose_trial
from norms.actions.study import record_study, withdraw_study
from norms.calibration import Basis, MethodIsNotNamed, NormNotSupported, Objection, objections
from norms.impact import Impact
from norms.measurement import (
    Accuracy,
    Allowances,
    Form,
    Looks,
    MoreLooksThanAll,
    NothingWasSeen,
    Talks,
    TooFewCalls,
    of_looks,
    of_readings,
    of_talks,
    quantile_of,
)
from norms.norm import MinutesNotANorm
from norms.notice import NoticeTooShort
from norms.reading import (
    LeftOutNeedsReason,
    ReadingNotPositive,
    ReadingUnreadable,
    as_text,
    counted,
    readings_of,
)
from norms.store.study import evidence_of, readings_of_study, studies, study_by_id, trial_by_id
from norms.study import (
    ConsentIsMissing,
    Measured,
    Method,
    NobodyWasWatched,
    NoSuchStudy,
    Study,
    StudyDayIsAhead,
    StudyDaysAreSwapped,
    StudyIsWithdrawn,
    StudyWithdrawalNeedsReason,
    TypeIsNotMeasured,
    Watched,
    WatchedIsObserver,
)
from norms.trial import (
    NoSuchTrial,
    TrialDaysAreSwapped,
    TrialEndNeedsReason,
    TrialIsOver,
    TrialIsTooLong,
    TrialNeedsReason,
    TrialNorm,
    TrialSameAsNorm,
    TrialsOverlap,
    TrialStartsInThePast,
    trial_output,
)
from tests.norms.conftest import Office
from tests.norms.test_examples import type_id

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 10, 20)
USUAL = Allowances(Form.PIECE, Decimal(3), Decimal(5))


def seconds(*minutes: str) -> list[Decimal]:
    return [Decimal(one) * 60 for one in minutes]


def measured(minutes: str, low: str, high: str) -> Measured:
    exact = [Decimal(one).quantize(Decimal("0.001")) for one in (minutes, low, high)]
    return Measured(
        observations=40,
        needed=30,
        mean=exact[0],
        median=exact[0],
        deviation=Decimal("1.000"),
        minutes=exact[0],
        low=exact[1],
        high=exact[2],
    )


def study(minutes: str, low: str, high: str, method: Method = Method.TIME_STUDY) -> Study:
    return Study(
        id=1,
        work_type_id=1,
        method=method,
        first_day=TODAY,
        last_day=TODAY,
        measured=measured(minutes, low, high),
        norm_minutes=Decimal(10),
        note="",
        recorded_by=1,
        recorded_at=NOW,
    )


class TestReadings:
    def test_times_are_read_as_people_write_them(self) -> None:
        found = readings_of("4:35\n4,5\n275 с\n\n1:02:03\n0:09,5 х отвлёк телефон\n")

        assert [one.seconds for one in found] == [Decimal(text) for text in ("275", "270", "275", "3723", "9.5")]
        assert found[4].left_out == "отвлёк телефон"
        assert counted(found) == tuple(one.seconds for one in found[:4])
        assert readings_of(as_text(found)) == found

    @pytest.mark.parametrize(
        ("text", "refusal", "says"),
        [
            ("4:35\nпять", ReadingUnreadable, "Строка 2, «пять»"),
            ("-4", ReadingNotPositive, "Строка 1, «-4»"),
            ("0:00", ReadingNotPositive, "больше нуля"),
            ("900", ReadingNotPositive, "не дольше 12 часов"),
            ("4:35 x", LeftOutNeedsReason, "Строка 1"),
            ("NaN", ReadingUnreadable, "«NaN»"),
        ],
    )
    def test_what_is_no_time_is_named_with_its_line(self, text: str, refusal: type[DomainError], says: str) -> None:
        with pytest.raises(refusal) as caught:
            readings_of(text)

        assert says in caught.value.message("ru")


class TestTimeStudy:
    def test_the_russian_form_adds_tending_and_rest(self) -> None:
        found = of_readings(
            seconds("4", "5", "6"), rating_percent=Decimal(110), allowances=USUAL, accuracy=Accuracy(Decimal(5))
        )

        assert (found.observations, found.mean, found.median, found.deviation) == (
            3,
            Decimal("5.000"),
            Decimal("5.000"),
            Decimal("1.000"),
        )
        assert found.minutes == Decimal("5.940")
        assert found.needed == 62
        assert not found.is_enough
        assert found.facts["form"] == "piece"
        assert found.low < found.minutes < found.high

    @pytest.mark.parametrize(
        ("form", "minutes"), [(Form.JOB_TIME, "5.500"), (Form.WORK_DAY, "5.556"), (Form.PIECE, "5.500")]
    )
    def test_which_share_an_allowance_is_of_is_stored_and_counted(self, form: Form, minutes: str) -> None:
        found = of_readings(
            seconds("4", "5", "6"),
            rating_percent=Decimal(100),
            allowances=Allowances(form, Decimal(0), Decimal(10)),
            accuracy=Accuracy(),
        )

        assert found.minutes == Decimal(minutes)
        assert found.facts["form"] == form.value

    @pytest.mark.parametrize(
        ("times", "rating", "allowances", "accuracy", "refusal"),
        [
            (("5",), "100", USUAL, Accuracy(), TooFewFigures),
            (("4", "5"), "0", USUAL, Accuracy(), NotPositive),
            (("4", "5"), "-90", USUAL, Accuracy(), NotPositive),
            (("4", "5"), "100", Allowances(Form.PIECE, Decimal(-1)), Accuracy(), Negative),
            (("4", "5"), "100", Allowances(Form.WORK_DAY, Decimal(0), Decimal(100)), Accuracy(), NotAShare),
            (("4", "5"), "100", USUAL, Accuracy(Decimal(0)), NotAShare),
            (("4", "5"), "100", USUAL, Accuracy(Decimal(5), Decimal(100)), NotAShare),
        ],
    )
    def test_figures_that_cannot_be_used_are_refused(
        self,
        times: tuple[str, ...],
        rating: str,
        allowances: Allowances,
        accuracy: Accuracy,
        refusal: type[DomainError],
    ) -> None:
        with pytest.raises(refusal):
            of_readings(seconds(*times), rating_percent=Decimal(rating), allowances=allowances, accuracy=accuracy)


class TestLooks:
    def test_a_share_of_the_watched_time_over_the_units_done(self) -> None:
        found = of_looks(
            Looks(of_type=120, whole=400, minutes=Decimal(1200), units=Decimal(60)),
            rating_percent=Decimal(100),
            allowances=Allowances(),
            accuracy=Accuracy(Decimal(5)),
        )

        assert (found.minutes, found.needed, found.is_enough) == (Decimal("6.000"), 323, True)
        assert Decimal(5) < found.low < 6 < found.high < Decimal(7)

    @pytest.mark.parametrize(
        ("looks", "refusal"),
        [
            (Looks(5, 4, Decimal(60), Decimal(3)), MoreLooksThanAll),
            (Looks(0, 40, Decimal(60), Decimal(3)), NothingWasSeen),
            (Looks(5, 40, Decimal(-60), Decimal(3)), NotPositive),
            (Looks(5, 40, Decimal(60), Decimal(0)), NotPositive),
        ],
    )
    def test_looks_that_say_nothing_are_refused(self, looks: Looks, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            of_looks(looks, rating_percent=Decimal(100), allowances=Allowances(), accuracy=Accuracy())


class TestTalks:
    def test_calls_bring_their_durations_and_people_are_the_unit(self) -> None:
        talks = Talks("CO5", {180: 6, 240: 6}, [(6, 1080), (6, 1440)])

        found = of_talks(talks, after_minutes=Decimal("1.5"), accuracy=Accuracy())

        assert (found.observations, found.mean, found.median, found.minutes) == (
            12,
            Decimal("3.500"),
            Decimal("3.500"),
            Decimal("5.000"),
        )
        assert found.facts["quartiles"] == ["3.000", "4.000"]
        assert found.low == Decimal(0)
        assert found.high > 10

    def test_too_few_calls_tell_nothing(self) -> None:
        with pytest.raises(TooFewCalls, match="9 calls of CO5"):
            of_talks(Talks("CO5", {60: 9}, [(9, 540)]), after_minutes=Decimal(0), accuracy=Accuracy())
        with pytest.raises(Negative):
            of_talks(Talks("CO5", {60: 10}, [(10, 600)]), after_minutes=Decimal(-1), accuracy=Accuracy())

    def test_a_quantile_of_counted_values_is_that_of_the_list(self) -> None:
        assert quantile_of({1: 1, 2: 2, 10: 1}, 0.5) == 2
        assert quantile_of({1: 2, 3: 2}, 0.5) == 2
        assert quantile_of({7: 1}, 0.25) == 7


class TestWhenANormMayChange:
    @pytest.mark.parametrize(
        ("minutes", "interval", "time_study", "expected"),
        [
            ("8", ("7.5", "8.5"), "8", []),
            ("12", ("11.5", "12.5"), "13", []),
            ("9", ("8.5", "10.5"), "9", [Objection.INTERVAL_HOLDS_NORM]),
            ("9.5", ("9.2", "9.8"), "9", [Objection.CHANGE_IS_SMALL]),
            ("8", ("7.5", "8.5"), "11", [Objection.TIME_STUDY_DISAGREES]),
            ("8", ("7.5", "8.5"), None, [Objection.NO_TIME_STUDY]),
            ("6", ("7.5", "8.5"), "8", [Objection.OUTSIDE_INTERVAL]),
        ],
    )
    def test_figures_speak_clearly_or_not(
        self, minutes: str, interval: tuple[str, str], time_study: str | None, expected: list[Objection]
    ) -> None:
        other = study(time_study, "1", "99") if time_study else None

        found = objections(
            norm_minutes=Decimal(10),
            minutes=Decimal(minutes),
            study=study(minutes, *interval, method=Method.TOTALS),
            time_study=other,
        )

        assert list(found) == expected

    def test_a_tenth_exactly_is_enough_and_a_time_study_is_its_own_judge(self) -> None:
        assert (
            objections(norm_minutes=Decimal(10), minutes=Decimal(9), study=study("9", "8.9", "9.1"), time_study=None)
            == ()
        )

    def test_a_type_without_a_norm_is_changed_by_nothing(self) -> None:
        own = study("9", "8", "10", method=Method.LOOKS)

        assert objections(norm_minutes=None, minutes=Decimal(9), study=own, time_study=None) == ()


def recorded(session: Session, office: Office, minutes: str = "7", low: str = "6.5", high: str = "7.5") -> Study:
    return record_study(
        session,
        work_type_id=type_id(session, "L10"),
        method=Method.TIME_STUDY,
        first_day=TODAY,
        last_day=TODAY,
        measured=measured(minutes, low, high),
        actor=office.olga,
        now=NOW,
        today=TODAY,
        watched=[Watched(office.anna.id, "устно, 19.10.2026")],
        readings=readings_of("7:00\n7:10\n9:00 x звонок"),
    )


def proposal(session: Session, **changes: object) -> Proposal:
    values: dict[str, object] = {
        "work_type_id": type_id(session, "L10"),
        "minutes": Decimal(7),
        "effective_from": date(2026, 12, 21),
        "announced_on": TODAY,
        "source": "Хронометраж 20.10.2026",
        "basis": Basis.MEASURED,
        "study_id": 1,
    }
    return Proposal(**{**values, **changes})  # type: ignore[arg-type]


class TestStudies:
    def test_a_study_is_kept_with_who_watched_whom_on_which_consent(self, session: Session, office: Office) -> None:
        made = recorded(session, office)

        assert (made.recorded_by, made.watched, made.norm_minutes) == (
            office.olga.id,
            (Watched(office.anna.id, "устно, 19.10.2026"),),
            Decimal(10),
        )
        assert [one.left_out for one in readings_of_study(session, made.id)] == ["", "", "звонок"]
        assert studies(session, work_type_id=made.work_type_id) == [made]

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"work_type_id": "Z0"}, TypeIsNotMeasured),
            ({"last_day": TODAY + timedelta(days=1)}, StudyDayIsAhead),
            ({"first_day": TODAY, "last_day": TODAY - timedelta(days=1)}, StudyDaysAreSwapped),
            ({"watched": []}, NobodyWasWatched),
            ({"watched": "anna"}, ConsentIsMissing),
            ({"watched": "olga"}, WatchedIsObserver),
        ],
    )
    def test_a_study_nobody_could_answer_for_is_refused(
        self, session: Session, office: Office, change: dict[str, object], refusal: type[DomainError]
    ) -> None:
        people = {"anna": [Watched(office.anna.id, " ")], "olga": [Watched(office.olga.id, "да")]}
        values: dict[str, object] = {
            "work_type_id": type_id(session, str(change.pop("work_type_id", "L10"))),
            "first_day": TODAY,
            "last_day": TODAY,
            "watched": [Watched(office.anna.id, "да")],
            **change,
        }
        if isinstance(values["watched"], str):
            values["watched"] = people[values["watched"]]

        with pytest.raises(refusal):
            record_study(
                session,
                method=Method.TIME_STUDY,
                measured=measured("7", "6", "8"),
                actor=office.olga,
                now=NOW,
                today=TODAY,
                **values,  # type: ignore[arg-type]
            )

    def test_an_employee_records_no_study(self, session: Session, office: Office) -> None:
        with pytest.raises(NotAllowed):
            recorded(session, Office(office.database, office.vera, office.boris, office.anna, office.boris))

    def test_a_withdrawn_study_stays_with_its_reason_and_supports_nothing(
        self, session: Session, office: Office
    ) -> None:
        made = recorded(session, office)
        with pytest.raises(StudyWithdrawalNeedsReason):
            withdraw_study(session, made.id, reason="", actor=office.olga, now=NOW)
        withdraw_study(session, made.id, reason="Секундомер врал.", actor=office.olga, now=NOW)

        gone = study_by_id(session, made.id).withdrawn
        assert gone is not None
        assert gone.reason == "Секундомер врал."
        with pytest.raises(StudyIsWithdrawn, match="Секундомер врал"):
            withdraw_study(session, made.id, reason="Опять", actor=office.olga, now=NOW)
        with pytest.raises(NormNotSupported):
            propose_grounded(session, proposal(session, study_id=made.id), actor=office.olga, now=NOW, today=TODAY)
        with pytest.raises(NoSuchStudy):
            study_by_id(session, 99)


class TestProposals:
    def test_clear_figures_put_a_norm_before_the_head_with_two_months_notice(
        self, session: Session, office: Office
    ) -> None:
        made = recorded(session, office)

        norm = propose_grounded(session, proposal(session), actor=office.olga, now=NOW, today=TODAY)

        evidence = evidence_of(session, norm.id)
        assert evidence is not None
        assert (evidence.basis, evidence.study_id, evidence.time_study_id) == (Basis.MEASURED, made.id, made.id)
        impact = Impact(norm.id, TODAY, TODAY, ())
        approved = approve_norm(
            session,
            norm.id,
            approved_by=office.vera,
            now=NOW,
            today=TODAY,
            ground="notice",
            impact_digest=impact.digest,
            impact=impact,
        )
        assert approved.is_approved

    def test_a_norm_on_unclear_figures_is_not_proposed_and_every_reason_is_named(
        self, session: Session, office: Office
    ) -> None:
        recorded(session, office, "9.5", "9", "10")

        with pytest.raises(NormNotSupported) as caught:
            propose_grounded(
                session, proposal(session, minutes=Decimal("9.5")), actor=office.olga, now=NOW, today=TODAY
            )

        said = caught.value.message("ru")
        assert "действующая норма лежит внутри интервала замера; изменение меньше десятой части" in said

    def test_another_types_study_supports_nothing(self, session: Session, office: Office) -> None:
        recorded(session, office)
        other = proposal(session, work_type_id=type_id(session, "L25"))

        with pytest.raises(NormNotSupported, match="withdrawn"):
            propose_grounded(session, other, actor=office.olga, now=NOW, today=TODAY)

    def test_a_change_of_method_names_its_paper(self, session: Session, office: Office) -> None:
        change = {"basis": Basis.METHOD, "study_id": None, "minutes": Decimal("9.5")}
        with pytest.raises(MethodIsNotNamed):
            propose_grounded(session, proposal(session, **change), actor=office.olga, now=NOW, today=TODAY)

        norm = propose_grounded(
            session,
            proposal(session, **change, reason="Шаблоны ответов, приказ № 7 от 19.10.2026"),
            actor=office.olga,
            now=NOW,
            today=TODAY,
        )

        evidence = evidence_of(session, norm.id)
        assert evidence is not None
        assert evidence.reason.startswith("Шаблоны ответов")

    def test_a_study_withdrawn_after_the_proposal_stops_the_approval(self, session: Session, office: Office) -> None:
        made = recorded(session, office)
        norm = propose_grounded(session, proposal(session), actor=office.olga, now=NOW, today=TODAY)
        withdraw_study(session, made.id, reason="Ошибка.", actor=office.olga, now=NOW)

        with pytest.raises(NormNotSupported):
            approve_norm(
                session,
                norm.id,
                approved_by=office.vera,
                now=NOW,
                today=TODAY,
                ground="notice",
                impact_digest="x",
            )

    def test_less_than_two_months_notice_is_refused_as_for_any_norm(self, session: Session, office: Office) -> None:
        recorded(session, office)
        early = proposal(session, effective_from=date(2026, 12, 20))
        norm = propose_grounded(session, early, actor=office.olga, now=NOW, today=TODAY)
        impact = Impact(norm.id, TODAY, TODAY, ())

        with pytest.raises(NoticeTooShort, match=r"21\.12\.2026"):
            approve_norm(
                session,
                norm.id,
                approved_by=office.vera,
                now=NOW,
                today=TODAY,
                ground="notice",
                impact_digest=impact.digest,
                impact=impact,
            )


def trial(session: Session, office: Office, **changes: object) -> TrialNorm:
    values: dict[str, object] = {
        "work_type_id": type_id(session, "L10"),
        "minutes": Decimal(8),
        "first_day": date(2026, 11, 1),
        "last_day": date(2026, 11, 30),
        "reason": "Проверяем новые шаблоны.",
        "actor": office.olga,
        "now": NOW,
        "today": TODAY,
    }
    return begin_trial(session, **{**values, **changes})  # type: ignore[arg-type]


class TestTrialNorms:
    def test_a_trial_counts_beside_and_changes_no_norm(self, session: Session, office: Office) -> None:
        made = trial(session, office)

        assert made.runs_on(date(2026, 11, 1))
        assert made.runs_on(date(2026, 11, 30))
        assert not made.runs_on(date(2026, 12, 1))
        entry = store.catalog(session, date(2026, 11, 15)).find("L10")
        assert entry is not None
        assert entry.norm is not None
        assert entry.norm.minutes == 10

    def test_output_stands_under_both_norms_person_by_person(self) -> None:
        found = trial_output(
            Decimal("8.5"),
            [(2, Decimal(3), Decimal(30)), (1, Decimal(1), Decimal(10)), (2, Decimal(1), Decimal(10))],
        )

        assert [(one.employee_id, one.quantity, one.norm_minutes, one.trial_minutes) for one in found] == [
            (1, Decimal(1), Decimal(10), Decimal("8.500")),
            (2, Decimal(4), Decimal(40), Decimal("34.000")),
        ]
        assert found[1].difference == Decimal(-6)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"first_day": date(2026, 11, 30), "last_day": date(2026, 12, 5)}, TrialsOverlap),
            ({"first_day": date(2026, 10, 21), "last_day": date(2026, 11, 1)}, TrialsOverlap),
            ({"first_day": date(2026, 12, 5), "last_day": date(2026, 12, 1)}, TrialDaysAreSwapped),
            ({"first_day": date(2026, 10, 19), "last_day": date(2026, 10, 25)}, TrialStartsInThePast),
            ({"first_day": date(2026, 12, 1), "last_day": date(2027, 6, 3)}, TrialIsTooLong),
            ({"first_day": date(2026, 12, 1), "last_day": date(2026, 12, 1), "reason": " "}, TrialNeedsReason),
            (
                {"first_day": date(2026, 12, 1), "last_day": date(2026, 12, 1), "minutes": Decimal(10)},
                TrialSameAsNorm,
            ),
            (
                {"first_day": date(2026, 12, 1), "last_day": date(2026, 12, 1), "minutes": Decimal(-1)},
                MinutesNotANorm,
            ),
        ],
    )
    def test_a_trial_that_would_tell_nothing_is_refused(
        self, session: Session, office: Office, change: dict[str, object], refusal: type[DomainError]
    ) -> None:
        trial(session, office)

        with pytest.raises(refusal):
            trial(session, office, **change)

    def test_the_day_after_a_trial_and_other_types_are_free(self, session: Session, office: Office) -> None:
        trial(session, office)

        trial(session, office, first_day=date(2026, 12, 1), last_day=date(2026, 12, 31))
        trial(session, office, work_type_id=type_id(session, "L25"))

    def test_a_dropped_trial_counts_no_further_and_frees_its_days(self, session: Session, office: Office) -> None:
        made = trial(session, office)
        on = date(2026, 11, 10)
        with pytest.raises(TrialEndNeedsReason):
            drop_trial(session, made.id, reason="", actor=office.vera, now=NOW, today=on)

        drop_trial(session, made.id, reason="Людям неудобно.", actor=office.vera, now=NOW, today=on)

        ended = trial_by_id(session, made.id)
        assert ended.until == date(2026, 11, 9)
        assert not ended.runs_on(on)
        with pytest.raises(TrialIsOver, match="Людям неудобно"):
            drop_trial(session, made.id, reason="Ещё", actor=office.vera, now=NOW, today=on)
        trial(session, office, first_day=on, last_day=on, today=on)
        with pytest.raises(NoSuchTrial):
            trial_by_id(session, 99)

    def test_a_trial_ended_before_it_began_counted_nothing(self, session: Session, office: Office) -> None:
        made = trial(session, office)
        drop_trial(session, made.id, reason="Передумали.", actor=office.olga, now=NOW, today=TODAY)

        assert not trial_by_id(session, made.id).runs_on(made.first_day)
        trial(session, office)

    def test_a_trial_is_proposed_on_the_same_grounds_as_any_norm(self, session: Session, office: Office) -> None:
        made = trial(session, office)
        after = date(2026, 12, 1)
        as_measured = proposal(session, minutes=Decimal(8), study_id=None, effective_from=date(2027, 2, 2))
        with pytest.raises(NormNotSupported):
            propose_trial(session, made.id, as_measured, reason="Да", actor=office.olga, now=NOW, today=after)
        on_paper = proposal(
            session,
            minutes=Decimal(8),
            study_id=None,
            basis=Basis.METHOD,
            reason="Приказ № 8",
            effective_from=date(2027, 2, 2),
        )

        norm = propose_trial(session, made.id, on_paper, reason="Прижилась.", actor=office.olga, now=NOW, today=after)

        end = trial_by_id(session, made.id).end
        assert end is not None
        assert (end.outcome.value, end.norm_id, end.last_day) == ("proposed", norm.id, date(2026, 11, 30))
