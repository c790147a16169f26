"""What the exchange's file may hold, and what is said of rows that cannot be taken."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from worklog.pbx import FileIsNotText, by_call, decode, endpoint, read_cdr
from worklog.talk import CallOutcome, Direction, Missed, Talk, outcome_of, party_of

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
ANNA, BORIS = 1, 2

IN_21 = (
    '"","84951234567","101","from-trunk","""Иванов, """"Ромашка"""""" <84951234567>","PJSIP/trunk-00000001",'
    '"PJSIP/101-00000002","Dial","PJSIP/101,30","2026-10-05 09:30:00","2026-10-05 09:30:06","2026-10-05 09:33:06",'
    '186,180,"ANSWERED","DOCUMENTATION","1759645800.1","","","1759645800.1","10"'
)
IN_18 = (
    '"","84951234567","101","from-trunk","""Ivanov"" <84951234567>","SIP/trunk-00000001",'
    '"SIP/101-00000002","Dial","SIP/101,30","2026-10-05 09:30:00","","2026-10-05 09:33:06",'
    '186,180,"ANSWERED","DOCUMENTATION","1759645800.1",""'
)
OUT_21 = (
    '"","101","84957654321","from-internal","""Anna"" <101>","PJSIP/101-00000003","PJSIP/trunk-00000004","Dial","",'
    '"2026-10-05 10:00:00","2026-10-05 10:00:10","2026-10-05 10:02:10",130,120,"ANSWERED","3","1759647600.3","","",'
    '"1759647600.3","11"'
)


def owner(extension: str, moment: datetime) -> int | None:
    """Give Anna 101 and Boris 102."""
    return {"101": ANNA, "102": BORIS}.get(extension)


def outcomes(text: str, zone: ZoneInfo = MOSCOW) -> list[CallOutcome]:
    return [outcome_of(rows, owner) for rows in by_call(read_cdr(text, zone=zone).rows).values()]


def test_quotes_and_commas_live_inside_the_caller_id():
    [row] = read_cdr(IN_21, zone=MOSCOW).rows

    assert row.clid == '"Иванов, ""Ромашка""" <84951234567>'
    assert party_of(row.clid) == 'Иванов, "Ромашка"'


def test_a_time_is_local_to_the_exchange():
    [row] = read_cdr(IN_21, zone=MOSCOW).rows

    assert row.start == datetime(2026, 10, 5, 6, 30, tzinfo=UTC)


def test_one_answered_call_is_one_talk_of_the_person_whose_extension_it_was():
    assert outcomes(IN_21) == [
        CallOutcome(
            talks=(
                Talk(
                    employee_id=ANNA,
                    direction=Direction.IN,
                    number="84951234567",
                    party='Иванов, "Ромашка"',
                    started_at=datetime(2026, 10, 5, 6, 30, tzinfo=UTC),
                    seconds=180,
                    extension="101",
                ),
            )
        )
    ]


def test_eighteen_columns_and_an_empty_answer_are_read_as_well():
    [outcome] = outcomes(IN_18)

    assert [(talk.employee_id, talk.seconds) for talk in outcome.talks] == [(ANNA, 180)]


def test_the_same_row_twice_in_a_file_is_one_row():
    assert len(read_cdr(IN_18 + "\n" + IN_18, zone=MOSCOW).rows) == 1


def test_a_repeated_uniqueid_with_another_sequence_is_another_row_of_the_same_call():
    transferred = IN_21.replace("PJSIP/101-00000002", "PJSIP/102-00000009").replace('"10"', '"12"')

    [outcome] = outcomes(IN_21 + "\n" + transferred)

    assert [talk.employee_id for talk in outcome.talks] == [ANNA, BORIS]


def test_an_outgoing_call_is_to_the_dialled_number():
    [outcome] = outcomes(OUT_21)

    assert [(talk.direction, talk.number, talk.seconds) for talk in outcome.talks] == [
        (Direction.OUT, "84957654321", 120)
    ]


def test_a_call_between_colleagues_is_work_of_both():
    inside = OUT_21.replace("PJSIP/trunk-00000004", "PJSIP/102-00000004")

    [outcome] = outcomes(inside)

    assert [(talk.employee_id, talk.direction) for talk in outcome.talks] == [
        (ANNA, Direction.OUT),
        (BORIS, Direction.IN),
    ]


def test_two_rows_of_one_leg_through_a_queue_do_not_make_the_talk_longer():
    passed_on = IN_21.replace("PJSIP/101-00000002", "Local/101@from-queue-0000;1")
    picked_up = IN_21.replace("PJSIP/trunk-00000001", "Local/101@from-queue-0000;2").replace('"10"', '"13"')

    [outcome] = outcomes(passed_on + "\n" + picked_up)

    assert [(talk.employee_id, talk.direction, talk.seconds) for talk in outcome.talks] == [(ANNA, Direction.IN, 180)]


def test_a_call_nobody_answered_is_missed_and_says_whom_it_was_for():
    unanswered = IN_21.replace("ANSWERED", "NO ANSWER").replace(",186,180,", ",25,0,")

    [outcome] = outcomes(unanswered)

    assert outcome.missed == Missed(
        direction=Direction.IN,
        number="84951234567",
        party='Иванов, "Ромашка"',
        started_at=datetime(2026, 10, 5, 6, 30, tzinfo=UTC),
        seconds_waited=25,
        employee_id=ANNA,
    )


def test_a_call_only_a_menu_answered_is_missed():
    menu = IN_21.replace("PJSIP/101-00000002", "")

    [outcome] = outcomes(menu)

    assert outcome.talks == ()
    assert outcome.missed is not None
    assert outcome.missed.employee_id is None


def test_an_extension_of_nobody_is_named_and_nothing_of_the_call_is_taken():
    strange = IN_21.replace("PJSIP/101-00000002", "PJSIP/155-00000002")

    [outcome] = outcomes(strange)

    assert outcome.talks == ()
    assert outcome.missed is None
    assert [extension for extension, _ in outcome.unowned] == ["155"]


def test_in_the_hour_that_comes_twice_the_first_is_taken_and_the_row_is_listed():
    autumn = IN_21.replace("2026-10-05 09:3", "2026-10-25 02:3")

    [row] = read_cdr(autumn, zone=BERLIN).rows

    assert row.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert row.is_ambiguous


def test_an_ordinary_hour_is_not_listed():
    assert not read_cdr(IN_21, zone=BERLIN).rows[0].is_ambiguous


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("a,b,c", "the row has 3 columns, and Asterisk writes 18 or 21. Export the file again, without editing it."),
        (
            IN_21.replace("2026-10-05 09:30:00", "05.10.2026"),
            "“05.10.2026” in the column start is not a time. It should look like 2026-10-05 09:30:00.",
        ),
        (IN_21.replace(",186,", ",3 min,"), "“3 min” in the column duration is not a number of seconds."),
        (
            IN_21.replace('"1759645800.1"', '""'),
            "the row has no uniqueid, so a second import could not recognise it. Set loguniqueid=yes in cdr.conf.",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason_and_the_others_are_read(bad: str, said: str):
    reading = read_cdr(OUT_21 + "\n" + bad + "\n" + OUT_21.replace('"11"', '"14"'), zone=MOSCOW)

    assert [problem.message("en") for problem in reading.problems] == [f"2: {said}"]
    assert len(reading.rows) == 2


def test_a_stray_quotation_mark_is_a_bad_row():
    reading = read_cdr('"","8495"x,"101"\n' + OUT_21, zone=MOSCOW)

    assert [problem.where for problem in reading.problems] == ["1"]
    assert reading.problems[0].message("ru").startswith("1: строка не читается как CSV")


def test_a_header_line_and_empty_lines_are_passed_over():
    header = "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec"

    assert len(read_cdr(header + "\n\n" + IN_21 + "\n", zone=MOSCOW).rows) == 1


def test_a_file_in_windows_1251_is_read_and_a_binary_one_refused():
    assert "Ромашка" in decode(IN_21.encode("cp1251"))
    with pytest.raises(FileIsNotText, match="The file is not text"):
        decode(b"PK\x03\x04\x00\x00")


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("SIP/101-0000001a", "101"),
        ("PJSIP/101-0000001a", "101"),
        ("Local/101@from-queue-00000001;2", "101"),
        ("PJSIP/mango-trunk-0000001a", "mango"),
        ("DAHDI/i1/84951234567-3", "i1"),
        ("", ""),
    ],
)
def test_the_endpoint_is_the_name_in_a_channel(channel: str, name: str):
    assert endpoint(channel) == name
