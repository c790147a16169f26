"""The office's choices as people read them: a title, why one would change it, and what may be chosen."""

from __future__ import annotations

from naryad.i18n import noop
from naryad.screens.choice import Choice

GROUPS: tuple[tuple[str, tuple[Choice, ...]], ...] = (
    (
        noop("Letters"),
        (
            Choice(
                "untyped_letters",
                noop("A letter without a type"),
                noop("What happens when somebody sends a letter from their mail program and gives it no type."),
                options=(
                    (
                        "refuse",
                        noop("is refused"),
                        noop("It stays in the mail program, with a reply that says how to type it."),
                    ),
                    (
                        "hold",
                        noop("waits for a type"),
                        noop("It is kept here; one key on the day page types it and sends it. Easier to begin with."),
                    ),
                ),
            ),
            Choice(
                "own_holding",
                noop("Who decides that for one's own letters"),
                noop("People differ: one wants to be stopped at once, another types everything at the day's end."),
                options=(
                    ("person", noop("each person"), noop("What is chosen above holds for those who choose nothing.")),
                    ("office", noop("the office alone"), noop("What is chosen above holds for everybody.")),
                ),
            ),
            Choice(
                "day_ends_at",
                noop("The day's end"),
                noop(
                    "When letters that still wait for a type are named once more, in a mail to their authors and to "
                    "the head, on working days."
                ),
                is_text=True,
            ),
            Choice(
                "notice_sender",
                noop("From which address Naryad writes"),
                noop("Empty: naryad@ and the office's mail domain. Your mail server must take letters from it."),
                is_text=True,
            ),
            Choice(
                "letter_megabytes",
                noop("The largest letter"),
                noop("Larger letters are refused before they are sent. Set what your mail server takes."),
                unit=noop("MB"),
            ),
        ),
    ),
    (
        noop("What is kept of letters"),
        (
            Choice(
                "keep_text_months",
                noop("Texts of letters are kept"),
                noop(
                    "Counted from the end of the month, and only once it is closed. 13: pay may be disputed for a "
                    "year from the day it was due, which lies in the month after."
                ),
                unit=noop("months"),
            ),
            Choice(
                "keep_head_months",
                noop("Headers of letters are kept"),
                noop("They show which way a letter went; that is asked within weeks."),
                unit=noop("months"),
            ),
            Choice(
                "keep_attachments",
                noop("Attached files"),
                noop("Names, sizes and fingerprints of files are always kept with the text."),
                options=(
                    ("no", noop("are not kept"), noop("Enough to check the type of most letters.")),
                    ("yes", noop("are kept too"), noop("For offices whose letters mostly are their files.")),
                ),
            ),
            Choice(
                "attachment_megabytes",
                noop("The largest file that is kept"),
                noop("Of a larger one only the name, the size and the fingerprint stay."),
                unit=noop("MB"),
            ),
            Choice(
                "keep_file_months",
                noop("Attached files are kept"),
                noop("Files take most of the room, and the check seldom needs them after the month is closed."),
                unit=noop("months"),
            ),
            Choice(
                "keep_refusal_months",
                noop("The list of letters not taken, and the program's own mails, are kept"),
                noop("They only say why a letter was not taken and who was told; nothing about pay follows from them."),
                unit=noop("months"),
            ),
        ),
    ),
    (
        noop("Suggestions"),
        (
            Choice(
                "suggestions",
                noop("A likely type is suggested"),
                noop(
                    "Beside work that waits for a type stands the type its words speak for. It is never applied by "
                    "itself, and shows only where suggestions were trained."
                ),
                options=(
                    ("on", noop("yes"), noop("A suggestion is shown with its probability and the words behind it.")),
                    ("off", noop("no"), noop("Nothing is suggested and nothing is trained anew.")),
                ),
            ),
            Choice(
                "suggestion_percent",
                noop("Shown from a probability of"),
                noop("Less certain suggestions are not shown: they would only distract."),
                unit=noop("per cent"),
            ),
        ),
    ),
    (
        noop("Days"),
        (
            Choice(
                "amber_percent",
                noop("A day is looked at by a person when output is over"),
                noop(
                    "Days are accepted by themselves; one with output over this share of its hours waits for a person."
                ),
                unit=noop("per cent of the day's hours"),
            ),
        ),
    ),
    (
        noop("Check of types"),
        (
            Choice(
                "audit_minutes_a_week",
                noop("Time for checking"),
                noop("How long the administrator checks types each week; 20 minutes are about twenty works."),
                unit=noop("minutes a week"),
            ),
            Choice(
                "audit_frame",
                noop("What a list takes in"),
                noop("How often a list is frozen and drawn. The time for checking stays so many minutes a week."),
                options=(
                    ("week", noop("a week"), noop("Mistakes are found soon; the usual choice.")),
                    ("half", noop("half a month"), noop("The 1st to the 15th, and the rest of the month.")),
                    ("month", noop("a month"), noop("One list a month, for a small office.")),
                ),
            ),
            Choice(
                "audit_size_rule",
                noop("What is drawn more often"),
                noop("Whether every work has the same chance, or a work of more minutes a larger one."),
                options=(
                    ("minutes", noop("works of more minutes"), noop("A check finds more of what matters for pay.")),
                    ("equal", noop("every work alike"), noop("Simplest to explain.")),
                    (
                        "risk",
                        noop("works that earlier checks found wrong more often"),
                        noop("By the mean error of their type in earlier checks; by minutes while these are few."),
                    ),
                ),
            ),
            Choice(
                "audit_tolerance_percent",
                noop("What is tolerated"),
                noop(
                    "Up to this share of somebody's minutes, evidence does not grow: people differ about portraits a "
                    "little."
                ),
                unit=noop("per cent of the minutes"),
            ),
            Choice(
                "audit_talk_evidence",
                noop("From where to look closer"),
                noop("From this evidence E on there is a talk about portraits, and the next list holds twice as many."),
            ),
            Choice(
                "audit_more_evidence",
                noop("From where to check more"),
                noop(
                    "From this evidence E on the same list is continued. At 20, at most one in twenty of those within "
                    "the tolerance ever gets here in a year."
                ),
            ),
            Choice(
                "audit_review_evidence",
                noop("From where people look at it formally"),
                noop("From this evidence E on, after more works and a second auditor, people review the case."),
            ),
            Choice(
                "audit_friday_note",
                noop("Friday note"),
                noop(
                    "Whether administrators get a mail on Friday afternoon with the types that were confused most in "
                    "the week."
                ),
                options=(
                    (
                        "on",
                        noop("by mail"),
                        noop("On the week's last working day, from three o'clock; none if nothing was found."),
                    ),
                    ("off", noop("on the page only"), noop("The overview of the check shows the same.")),
                ),
            ),
            Choice(
                "appeal_days",
                noop("Time to disagree"),
                noop("How many working days a person has to answer a disagreement; leave and sickness do not count."),
                unit=noop("working days"),
            ),
        ),
    ),
    (
        noop("Pay"),
        (
            Choice(
                "trial_until",
                noop("Trial until"),
                noop("Until this day everything counts and shows what it would have been, but nothing is paid by it."),
                is_day=True,
            ),
            Choice(
                "timesheet",
                noop("The timesheet"),
                noop("With it Naryad counts supplements and the minimum wage; without it pay is by output alone."),
                options=(
                    ("none", noop("is kept elsewhere"), noop("Accounting adds what hours ask for.")),
                    (
                        "kept",
                        noop("is kept here"),
                        noop("A month closes when every day of everybody has its code. The calendar fills it at once."),
                    ),
                ),
            ),
            Choice(
                "overtime_count",
                noop("Overtime is counted"),
                noop("The first two hours of a day cost one and a half, the others double (Labour Code art. 152)."),
                options=(
                    ("day", noop("by days"), noop("Two cheaper hours on each day that had overtime.")),
                    ("month", noop("over the month"), noop("Two cheaper hours for every day worked.")),
                ),
            ),
            Choice(
                "overtime_pay",
                noop("Overtime is paid"),
                noop("By hours always, where it is counted over the month."),
                options=(
                    ("hours", noop("by hours"), noop("On the average hour of the month, premiums included.")),
                    ("units", noop("by units"), noop("What was made in those hours, by the times of the works.")),
                ),
            ),
            Choice(
                "overtime_from",
                noop("Overtime runs from"),
                noop("Only by units: works from this time on, for as long as the timesheet says, are overtime."),
                is_text=True,
            ),
            Choice(
                "night_percent",
                noop("Supplement for a night hour"),
                noop("Of the hourly tariff; the law asks for 20 at least (Labour Code art. 154)."),
                unit=noop("per cent"),
                is_amount=True,
            ),
            Choice(
                "rest_day_multiplier",
                noop("Work on a day of rest is paid"),
                noop("At the piece rate so many times; the law asks for 2 at least (Labour Code art. 153)."),
                unit=noop("times"),
                is_amount=True,
            ),
            Choice(
                "holiday_sum",
                noop("Remuneration for a holiday"),
                noop("For each non-working holiday of a piece worker, by your own act (art. 112); 0 if there is none."),
                is_amount=True,
            ),
            Choice(
                "regional_coefficient",
                noop("Regional coefficient"),
                noop("Written as 1.15 for 15 per cent; 1 where there is none (Labour Code art. 148)."),
                is_amount=True,
            ),
            Choice(
                "regional_minimum",
                noop("The region's own minimum wage"),
                noop("Where it is higher than the federal one (Labour Code art. 133.1); 0 if there is none."),
                is_amount=True,
            ),
            Choice(
                "rounding",
                noop("Kopecks are rounded"),
                noop("Once chosen, keep it: the accountant's figures depend on it. Closed months stay as they are."),
                options=(
                    (
                        "unit",
                        noop("for one unit"),
                        noop("The price of one letter or call is rounded; a line is quantity times price."),
                    ),
                    (
                        "line",
                        noop("for a whole line"),
                        noop("Minutes times the rate of a minute, rounded once a line."),
                    ),
                ),
            ),
        ),
    ),
)
CHOICES = {choice.name: choice for _group, choices in GROUPS for choice in choices}
