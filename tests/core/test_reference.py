"""Reference rows: read for arithmetic, changed by services, loaded from files."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from goldenthread.core import clocks
from goldenthread.core.access import Refused
from goldenthread.core.models import BankHoliday, ClockRule, HistoryRow, SchoolTerm
from goldenthread.core.records import Conflict
from goldenthread.core.reference import load, queries, services
from goldenthread.core.reference.queries import SchoolDay
from goldenthread.core.viewer import Viewer, system


AT = datetime(2025, 6, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 9, tzinfo=UTC)
KEEPER = system("tests")
READER = Viewer(account_key="reader", name="Robin Example", role="READER")

RULE = {
    "code": "NOTIFY",
    "name": "Notify somebody",
    "value": 5,
    "unit": "WORKING_DAYS",
    "trigger": "Something happens",
    "end": "Somebody is told",
    "source": "A book",
    "edition": "First edition",
    "confidence": "V",
    "valid_from": date(2018, 6, 29),
}
TERM = {
    "area_code": "E06000051",
    "area_name": "Area",
    "academic_year": "2024/25",
    "kind": "TERM",
    "name": "Summer",
    "start": date(2025, 4, 28),
    "end": date(2025, 7, 18),
    "status": "REPORTED",
    "source": "A newspaper",
}
HOLIDAY = {"date": date(2025, 6, 9), "title": "One-off day", "source": "Proclamation"}


def add_rule(**changes):
    return services.add_clock_rule(by=KEEPER, at=AT, values={**RULE, **changes})


def add_holiday(**changes):
    return services.add_bank_holiday(by=KEEPER, at=AT, values={**HOLIDAY, **changes})


def add_term(**changes):
    return services.add_school_term(by=KEEPER, at=AT, values={**TERM, **changes})


# Reading


@pytest.mark.django_db
def test_a_holiday_added_late_moves_a_live_deadline():
    add_rule()
    trigger = date(2025, 6, 4)
    before = queries.read_clocks().due("NOTIFY", trigger)

    add_holiday(announced_on=date(2025, 6, 2))

    after = queries.read_clocks().due("NOTIFY", trigger)
    assert (before.words, after.words) == ("11 June 2025", "12 June 2025")
    assert after.working == "5 working days from 4 June 2025, without 9 June"


@pytest.mark.django_db
def test_holidays_can_be_asked_as_known_on_an_earlier_day():
    add_holiday(announced_on=date(2025, 6, 2))
    add_holiday(date=date(2025, 8, 25), title="Summer bank holiday")
    withdrawn = add_holiday(date=date(2025, 7, 1))
    services.amend_bank_holiday(
        withdrawn,
        by=KEEPER,
        at=AT,
        values={"withdrawn_on": date(2025, 6, 20)},
        read_version=1,
    )

    summer, late, gone = date(2025, 8, 25), date(2025, 6, 9), date(2025, 7, 1)
    assert queries.holidays() == {summer, late}
    assert queries.holidays(as_known_on=date(2025, 6, 1)) == {summer, gone}
    assert queries.holidays(as_known_on=date(2025, 6, 20)) == {summer, late}


@pytest.mark.django_db
def test_the_rule_in_force_at_the_trigger_decides():
    first = add_rule()
    services.replace_clock_rule(
        first,
        by=KEEPER,
        at=AT,
        values={**RULE, "value": 3, "valid_from": date(2026, 3, 19)},
        read_version=1,
    )
    read = queries.read_clocks("NOTIFY")

    assert read.due("NOTIFY", date(2026, 3, 18)).words == "25 March 2026"
    assert read.due("NOTIFY", date(2026, 3, 19)).words == "24 March 2026"
    with pytest.raises(queries.NoSuchRule, match="1 January 2018"):
        read.due("NOTIFY", date(2018, 1, 1))
    with pytest.raises(queries.NoSuchRule, match="OTHER"):
        read.due("OTHER", date(2026, 3, 19))


@pytest.mark.django_db
def test_read_clocks_takes_two_queries(django_assert_num_queries):
    add_rule()
    add_rule(code="OTHER")
    add_holiday()

    with django_assert_num_queries(2):
        read = queries.read_clocks()
        for code in ("NOTIFY", "OTHER"):
            read.due(code, date(2025, 6, 4))


@pytest.mark.django_db
def test_school_calendar_says_what_a_day_is_or_that_it_is_unknown():
    add_term()
    add_term(
        kind="HOLIDAY",
        name="May half term",
        start=date(2025, 5, 26),
        end=date(2025, 5, 30),
        status="ESTIMATED",
    )
    inset = date(2025, 7, 18)
    add_term(kind="PD_DAY", name="Training day", start=inset, end=inset)
    add_term(area_code="E06000020", start=date(2025, 7, 21), end=date(2025, 7, 25))

    calendar = queries.school_calendar("E06000051", date(2025, 5, 1), date(2025, 7, 31))

    assert [
        calendar.day(date.fromisoformat(day))
        for day in (
            "2025-05-01",
            "2025-05-26",
            "2025-07-18",
            "2025-07-19",
            "2025-07-21",
        )
    ] == [
        SchoolDay.TERM,
        SchoolDay.HOLIDAY,
        SchoolDay.PD_DAY,
        SchoolDay.WEEKEND,
        SchoolDay.UNKNOWN,
    ]
    assert calendar.is_estimated
    assert [row.name for row in calendar.holidays] == ["May half term"]


# Changing


@pytest.mark.django_db
def test_services_refuse_a_role_that_keeps_no_reference_rows():
    holiday, term, rule = add_holiday(), add_term(), add_rule()
    add = {"by": READER, "at": AT, "values": {}}
    change = {**add, "read_version": 1}

    for act in (
        lambda: services.add_bank_holiday(**add),
        lambda: services.add_school_term(**add),
        lambda: services.add_clock_rule(**add),
        lambda: services.amend_bank_holiday(holiday, **change),
        lambda: services.amend_school_term(term, **change),
        lambda: services.replace_clock_rule(rule, **change),
        lambda: load.load_all(by=READER, at=AT),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.django_db
def test_keepers_are_named_in_the_settings():
    keeper = replace(READER, role="ADMINISTRATOR")

    services.add_bank_holiday(by=keeper, at=AT, values=HOLIDAY)

    assert BankHoliday.objects.get().title == "One-off day"


@pytest.mark.django_db
def test_add_bank_holiday_refuses_a_second_on_one_day():
    add_holiday()

    with pytest.raises(ValidationError, match="already"):
        add_holiday(title="Another")


@pytest.mark.django_db
def test_a_withdrawn_holiday_leaves_its_day_free_and_is_not_moved():
    holiday = add_holiday()
    change = {"by": KEEPER, "at": AT}
    with pytest.raises(Refused, match="Withdraw"):
        services.amend_bank_holiday(
            holiday, **change, values={"date": date(2025, 6, 10)}, read_version=1
        )
    gone = services.amend_bank_holiday(
        holiday, **change, values={"withdrawn_on": date(2025, 6, 3)}, read_version=1
    )
    add_holiday(title="Again")

    with pytest.raises(ValidationError, match="already"):
        services.amend_bank_holiday(
            gone, **change, values={"withdrawn_on": None}, read_version=2
        )


@pytest.mark.django_db
def test_school_terms_refuse_days_back_to_front_and_years_that_do_not_follow():
    term = add_term()

    with pytest.raises(ValidationError, match="before the first"):
        add_term(end=date(2025, 1, 1))
    with pytest.raises(ValidationError, match="does not follow"):
        add_term(academic_year="2024/26")
    with pytest.raises(ValidationError, match="before the first"):
        services.amend_school_term(
            term, by=KEEPER, at=AT, values={"end": date(2025, 1, 1)}, read_version=1
        )
    amended = services.amend_school_term(
        term, by=KEEPER, at=AT, values={"status": "ESTIMATED"}, read_version=1
    )
    assert amended.status == "ESTIMATED"


@pytest.mark.django_db
def test_add_clock_rule_refuses_a_code_that_has_rows():
    add_rule()

    with pytest.raises(ValidationError, match="rows already"):
        add_rule(valid_from=date(2026, 1, 1))


@pytest.mark.django_db
def test_replace_clock_rule_closes_the_old_row_and_adds_a_new_one():
    old = add_rule()

    new = services.replace_clock_rule(
        old,
        by=KEEPER,
        at=LATER,
        values={**RULE, "value": 3, "valid_from": date(2026, 3, 19)},
        read_version=1,
    )

    rows = ClockRule.objects.order_by("valid_from")
    assert [(row.value, row.valid_from, row.valid_to) for row in rows] == [
        (5, date(2018, 6, 29), date(2026, 3, 19)),
        (3, date(2026, 3, 19), None),
    ]
    assert [row.pk for row in queries.rows_of(old)] == [new.pk, old.pk]
    actions = HistoryRow.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["add_clock_rule", "close_clock_rule", "add_clock_rule"]


@pytest.mark.django_db
def test_replace_clock_rule_refuses_what_would_rewrite_the_past():
    old = add_rule()
    change = {"by": KEEPER, "at": AT, "read_version": 1}

    with pytest.raises(ValidationError, match="must begin after 29 June 2018"):
        services.replace_clock_rule(old, **change, values=RULE)
    with pytest.raises(Refused, match="keeps its code"):
        services.replace_clock_rule(
            old, **change, values={"code": "X", "valid_from": date(2026, 1, 1)}
        )
    later = {**RULE, "valid_from": date(2026, 1, 1)}
    services.replace_clock_rule(old, **change, values=later)
    with pytest.raises(Conflict):
        services.replace_clock_rule(old, **change, values=later)
    old.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        services.replace_clock_rule(old, **change, values=later)


# Loading


def write(folder: Path, *rows: str, table: str = "core.ClockRule") -> Path:
    path = folder / "rules.toml"
    head = f'table = "{table}"\n' if table else ""
    defaults = """[defaults]
name = "Notify somebody"
unit = "WORKING_DAYS"
trigger = "Something happens"
end = "Somebody is told"
source = "A book"
edition = "First edition"
confidence = "V"
valid_from = 2018-06-29
"""
    body = "".join(f"[[row]]\n{row}\n" for row in rows)
    path.write_text(head + (defaults if "ClockRule" in table else "") + body)
    return path


def loaded(path: Path, at: datetime = AT) -> tuple[int, int, int, int]:
    done = load.load_rows(path, by=KEEPER, at=at)
    return done.added, done.replaced, done.unchanged, len(done.kept)


def rules() -> list[tuple[str, int | None, date, date | None]]:
    rows = ClockRule.objects.order_by("code", "valid_from")
    return [(row.code, row.value, row.valid_from, row.valid_to) for row in rows]


FIVE = 'code = "A"\nvalue = 5'
SIX = 'code = "A"\nvalue = 6'


@pytest.mark.django_db
def test_loading_twice_changes_nothing(tmp_path):
    path = write(tmp_path, FIVE, 'code = "B"\nvalue = 1')

    assert loaded(path) == (2, 0, 0, 0)
    history = HistoryRow.objects.count()
    assert loaded(path, LATER) == (0, 0, 2, 0)
    assert HistoryRow.objects.count() == history


@pytest.mark.django_db
def test_a_changed_row_closes_the_old_one_from_the_day_of_loading(tmp_path):
    loaded(write(tmp_path, FIVE))

    assert loaded(write(tmp_path, SIX), LATER) == (0, 1, 0, 0)

    assert rules() == [
        ("A", 5, date(2018, 6, 29), date(2026, 4, 1)),
        ("A", 6, date(2026, 4, 1), None),
    ]
    assert loaded(write(tmp_path, SIX), LATER) == (0, 0, 1, 0)
    assert loaded(write(tmp_path, FIVE), datetime(2026, 5, 1, tzinfo=UTC)) == (
        0,
        1,
        0,
        0,
    )
    assert rules()[-1] == ("A", 5, date(2026, 5, 1), None)


@pytest.mark.django_db
def test_a_row_with_a_later_first_day_takes_over_from_that_day(tmp_path):
    loaded(write(tmp_path, FIVE))

    loaded(write(tmp_path, f"{SIX}\nvalid_from = 2026-03-19"), LATER)

    assert rules() == [
        ("A", 5, date(2018, 6, 29), date(2026, 3, 19)),
        ("A", 6, date(2026, 3, 19), None),
    ]


@pytest.mark.django_db
def test_a_row_that_began_today_is_amended_in_place(tmp_path):
    loaded(write(tmp_path, f"{FIVE}\nvalid_from = 2026-04-01"), LATER)

    loaded(write(tmp_path, f"{SIX}\nvalid_from = 2026-04-01"), LATER)

    assert rules() == [("A", 6, date(2026, 4, 1), None)]


@pytest.mark.django_db
def test_a_file_may_tell_the_past_of_a_rule(tmp_path):
    past = f"{FIVE}\nvalid_to = 2026-03-19"
    now = f"{SIX}\nvalid_from = 2026-03-19"
    both = [
        ("A", 5, date(2018, 6, 29), date(2026, 3, 19)),
        ("A", 6, date(2026, 3, 19), None),
    ]

    assert loaded(write(tmp_path, now, past)) == (2, 0, 0, 0)
    assert rules() == both
    assert loaded(write(tmp_path, past, now)) == (0, 0, 2, 0)
    assert rules() == both


@pytest.mark.django_db
def test_a_file_may_end_a_rule_that_held(tmp_path):
    loaded(write(tmp_path, FIVE))

    ended = write(
        tmp_path,
        f"{FIVE}\nvalid_to = 2026-03-19",
        f"{SIX}\nvalid_from = 2026-03-19",
    )

    assert loaded(ended, LATER) == (1, 1, 0, 0)
    assert [row[3] for row in rules()] == [date(2026, 3, 19), None]


@pytest.mark.django_db
def test_a_row_changed_by_a_person_is_left_and_named(tmp_path):
    loaded(write(tmp_path, FIVE))
    services.replace_clock_rule(
        ClockRule.objects.get(),
        by=KEEPER,
        at=AT,
        values={**RULE, "code": "A", "value": 9, "valid_from": date(2025, 7, 1)},
        read_version=1,
    )

    done = load.load_rows(write(tmp_path, SIX), by=KEEPER, at=LATER)

    assert done.kept == ("Notify somebody (A)",)
    assert rules()[-1] == ("A", 9, date(2025, 7, 1), None)


TERM_ROW = """area_code = "E06000051"
area_name = "Area"
academic_year = "2024/25"
kind = "TERM"
name = "Summer"
start = 2025-04-28
end = 2025-07-18
source = "A newspaper"
status = """


@pytest.mark.django_db
def test_a_changed_term_withdraws_the_old_row(tmp_path):
    estimated = write(tmp_path, f'{TERM_ROW}"ESTIMATED"', table="core.SchoolTerm")
    assert loaded(estimated) == (1, 0, 0, 0)

    reported = write(tmp_path, f'{TERM_ROW}"REPORTED"', table="core.SchoolTerm")
    assert loaded(reported, LATER) == (0, 1, 0, 0)
    assert loaded(reported, LATER) == (0, 0, 1, 0)

    rows = SchoolTerm.objects.order_by("pk").values_list("status", "withdrawn_on")
    assert list(rows) == [("ESTIMATED", date(2026, 4, 1)), ("REPORTED", None)]


@pytest.mark.django_db
def test_a_term_corrected_by_a_person_is_left(tmp_path):
    estimated = write(tmp_path, f'{TERM_ROW}"ESTIMATED"', table="core.SchoolTerm")
    loaded(estimated)
    services.amend_school_term(
        SchoolTerm.objects.get(),
        by=KEEPER,
        at=AT,
        values={"status": "REPORTED"},
        read_version=1,
    )

    assert loaded(estimated, LATER) == (0, 0, 0, 1)
    assert SchoolTerm.objects.get().status == "REPORTED"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "table", "sentence"),
    [
        (
            (f"{FIVE}\ncolour = 1",),
            "core.ClockRule",
            "row 1: there is no field “colour”",
        ),
        (("value = 5",), "core.ClockRule", "row 1: there is no 'code'"),
        ((FIVE, SIX), "core.ClockRule", "row 2: it stands there twice"),
        ((FIVE, 'code = "B"\nunit = "MOONS"'), "core.ClockRule", "row 2: unit: "),
        ((FIVE,), "core.Nothing", "names no table"),
    ],
)
def test_a_bad_file_loads_nothing_and_says_where(tmp_path, rows, table, sentence):
    path = write(tmp_path, *rows, table=table)

    with pytest.raises(load.LoadError, match=rf"rules.toml.*{sentence}"):
        load.load_rows(path, by=KEEPER, at=AT)

    assert not ClockRule.objects.exists()


@pytest.mark.django_db
def test_bank_holidays_are_added_once_and_a_withdrawn_one_stays_withdrawn():
    done = load.load_bank_holidays(by=KEEPER, at=AT, first=2025, last=2026)
    assert (done.added, done.unchanged) == (16, 0)
    holiday = BankHoliday.objects.get(date=date(2025, 5, 5))
    services.amend_bank_holiday(
        holiday,
        by=KEEPER,
        at=AT,
        values={"withdrawn_on": date(2025, 5, 1)},
        read_version=1,
    )

    again = load.load_bank_holidays(by=KEEPER, at=AT, first=2025, last=2026)

    assert (again.added, again.unchanged) == (0, 16)
    assert date(2025, 5, 5) not in queries.holidays()


def test_england_knows_the_one_off_days_and_leaves_weekends_to_their_substitutes():
    source, days = load.england(2020, 2028)

    assert source.startswith("The holidays library")
    one_off = ("2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08")
    assert {date.fromisoformat(day) for day in one_off} <= set(days)
    assert date(2020, 5, 4) not in days
    assert date(2027, 12, 25) not in days
    assert days[date(2027, 12, 27)] == "Christmas Day (substitute day)"
    assert days[date(2024, 8, 26)] == "Summer bank holiday"
    assert days[date(2024, 1, 1)] == "New Year’s Day"
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.django_db
def test_the_rooms_files_load_and_their_rules_work_the_examples(capsys):
    call_command("reference_load")

    said = capsys.readouterr().out
    assert "bank holidays: 196 added, 0 replaced, 0 unchanged" in said
    rows = ClockRule.objects.count(), SchoolTerm.objects.count()
    assert all(rows)
    read = queries.read_clocks()
    assert {
        (code, on): read.due(code, on).due_on
        for code, on in (
            ("INCIDENT_NOTIFIED", date(2025, 4, 11)),
            ("INCIDENT_NOTIFIED", date(2025, 4, 19)),
            ("RAPID_REVIEW_SENT", date(2025, 12, 22)),
            ("RAPID_REVIEW_SENT", date(2026, 12, 21)),
            ("PRACTICE_REVIEW_SENT_BEFORE", date(2026, 4, 10)),
            ("YEARLY_REPORT_PUBLISHED", date(2025, 3, 31)),
        )
    } == {
        ("INCIDENT_NOTIFIED", date(2025, 4, 11)): date(2025, 4, 22),
        ("INCIDENT_NOTIFIED", date(2025, 4, 19)): date(2025, 4, 28),
        ("RAPID_REVIEW_SENT", date(2025, 12, 22)): date(2026, 1, 15),
        ("RAPID_REVIEW_SENT", date(2026, 12, 21)): date(2027, 1, 14),
        ("PRACTICE_REVIEW_SENT_BEFORE", date(2026, 4, 10)): date(2026, 3, 30),
        ("YEARLY_REPORT_PUBLISHED", date(2025, 3, 31)): date(2025, 9, 30),
    }
    with pytest.raises(clocks.NoFixedTime):
        read.due("STRATEGY_DISCUSSION", date(2025, 4, 11))

    call_command("reference_load")

    assert " 0 replaced" in capsys.readouterr().out
    assert BankHoliday.objects.count() == 196
    assert (ClockRule.objects.count(), SchoolTerm.objects.count()) == rows


@pytest.mark.django_db
def test_reference_load_says_what_is_wrong_with_a_file(monkeypatch, tmp_path):
    monkeypatch.setattr(load, "discover", lambda: [write(tmp_path, "value = 1")])

    with pytest.raises(CommandError, match=r"rules\.toml, row 1"):
        call_command("reference_load")

    assert not BankHoliday.objects.exists()
