"""A fault planted anywhere is told at exactly its row and column, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.engine import identifiers, intake
from goldenthread.engine.contracts.model import Severity
from goldenthread.engine.errors import IntakeRefused
from goldenthread.engine.intake import days, faults, rowwise
from goldenthread.engine.shapes import age_on
from tests.engine.intake import factories as make


SOME = settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# For each field what may be planted, and the rule that must tell it.
PLANTED = {
    "person": [("", "REQUIRED"), ("a\x01b", "CONTROL")],
    "surname": [("x" * 41, "TOO_LONG")],
    "born": [
        ("", "REQUIRED"),
        ("31/02/2015", "NOT_A_DATE"),
        ("12/25/2015", "MONTH_FIRST"),
        ("unknown", "NOT_A_DATE"),
        ("01/01/1899", "TOO_EARLY"),
        ("01/01/1980", "TOO_OLD"),
        ("01/01/2026", "BORN_TOO_LATE"),
    ],
    "sex": [("Malevolent", "NOT_A_CODE")],
    "home": [("SY1", "POSTCODE_SHAPE")],
    "upn": [("A12", "UPN_SHAPE"), ("A801200001001", "UPN_CHECK")],
    "nhs": [("943476591", "NHS_SHAPE"), ("9434765918", "NHS_CHECK")],
    "row": [("", "REQUIRED"), ("r" * 501, "TOO_LONG")],
    "began": [
        ("", "REQUIRED"),
        ("31/03/2024 01:30", "NOT_A_MOMENT"),
        ("2024-01-01 25:00", "NOT_A_MOMENT"),
        ("05/04/2025 10:00", "IN_FUTURE"),
    ],
    "ended": [
        ("2025-02-30", "NOT_A_DATE"),
        ("2025-04-01", "IN_FUTURE"),
        ("2020-12-31", "ENDS_BEFORE_START"),
    ],
    "count": [("1.5", "NOT_WHOLE"), ("-1", "TOO_SMALL"), ("1001", "TOO_LARGE")],
    "miles": [("far", "NOT_A_NUMBER"), ("-0.1", "TOO_SMALL"), ("500.5", "TOO_LARGE")],
}
CASES = [(name, *case) for name, cases in PLANTED.items() for case in cases]
FORMS = ("csv", "title.csv", "xlsx", "title.xlsx")


def written(folder, form, cells):
    top = [["Title"], make.LABELS] if form.startswith("title") else [make.LABELS]
    if form.endswith("xlsx"):
        data = make.xlsx_bytes({"S": [*top, *cells]})
    else:
        data = make.csv_bytes([*top, *cells])
    return make.saved(folder, f"x.{form.rpartition('.')[2]}", data), len(top)


def check(path):
    return intake.check(path, make.EVERY, today=make.TODAY)


def test_every_rule_of_a_cell_is_planted():
    of_cells = {rule for _, _, rule in CASES}
    elsewhere = {
        "BEFORE_BIRTH",
        "BORN_DIFFERS",
        "CODE_IN_PART",
        "COLUMN_ABSENT",
        "COLUMN_MISSING",
        "COLUMN_TWICE",
        "COLUMN_UNKNOWN",
        "DAY_NUMBER",
        "ERROR_CELL",
        "FORMULA",
        "HEADER_MISSING",
        "KEY_TWICE",
        "NO_ROWS",
        "QUOTE_OPEN",
        "RAGGED",
        "ROW_TWICE",
        "SHEET_MISSING",
        "SHEET_TWICE",
        "SHEET_UNKNOWN",
        "TIME_MISSING",
        "TOO_MANY_ASIDE",
        "TWO_DIGIT_YEAR",
    }
    assert of_cells | elsewhere == set(faults.rules())
    assert of_cells & elsewhere == set()


@SOME
@given(
    rows=make.rows(least=1),
    case=st.sampled_from(CASES),
    form=st.sampled_from(FORMS),
    data=st.data(),
)
def test_a_planted_fault_is_told_where_it_is(tmp_path, rows, case, form, data):
    name, value, rule = case
    if form.endswith("xlsx") and rule == "CONTROL":
        value = "a\x7fb"  # a workbook's writer escapes what lies under the space
    at = data.draw(st.integers(0, len(rows) - 1))
    place = [one.name for one in make.FIELDS].index(name)
    cells = make.texts(rows)
    cells[at][place] = value
    path, top = written(tmp_path, form, cells)
    found = check(path)
    told = found.faults.filter(pl.col("rule") != "NO_ROWS")
    column = place
    if rule == "TOO_OLD":
        # Told at the day on which somebody was too old.
        column = [one.name for one in make.FIELDS].index("began")
    cell = f"{faults.letters(column)}{top + at + 1}"
    assert told.select("rule", "row", "cell").rows() == [(rule, top + at + 1, cell)]
    severity = str(faults.rules()[rule].severity)
    assert told["severity"].to_list() == [severity]
    if column == place:
        assert told["value"].to_list() == [value[: faults.LONGEST_VALUE]]
    assert found.accepted == (severity != "ERROR")
    if found.accepted:
        kept = len(rows) - (severity == "ASIDE")
        assert found.tables()["every"].height == kept


def test_what_was_left_out_after_a_warning_is_empty(tmp_path):
    rows = [{**row_of(1), "nhs": "9434765918", "home": "SY1", "upn": "A801200001001"}]
    path, _ = written(tmp_path, "csv", make.texts(rows))
    held = check(path).tables()["every"]
    assert held.select("nhs", "home", "upn").row(0) == (None, None, None)


def row_of(number, **other):
    from datetime import UTC, datetime

    return {
        **dict.fromkeys([one.name for one in make.FIELDS]),
        "person": f"P{number}",
        "born": date(2015, 1, 1),
        "row": f"R{number}",
        "began": datetime(2024, 5, 1, 12, tzinfo=UTC),
        **other,
    }


def test_keys_are_told_from_the_second_on(tmp_path):
    rows = [row_of(1), row_of(2), row_of(3, row="R1"), row_of(4, row="R1")]
    path, _ = written(tmp_path, "csv", make.texts(rows))
    assert make.found_faults(check(path)) == [
        ("KEY_TWICE", 4, "H4"),
        ("KEY_TWICE", 5, "H5"),
    ]


def test_one_person_with_two_births_is_a_warning(tmp_path):
    rows = [row_of(1), row_of(2), row_of(3, person="P1", born=date(2015, 1, 2))]
    path, _ = written(tmp_path, "csv", make.texts(rows))
    found = check(path)
    assert found.faults.select("rule", "cell").rows() == [("BORN_DIFFERS", "C4")]
    assert found.accepted


def test_the_same_row_twice_is_a_warning_where_there_is_no_key(tmp_path):
    from goldenthread.engine import contracts

    contract = contracts.load("annex_a_1")
    header = [one.label for one in contract.fields]
    row = ["A1", "M", "WBRI", "01/02/2015", "10", "01/02/2025", "6"]
    other = ["A2", *row[1:]]
    data = make.csv_bytes([header, row, other, row])
    found = intake.check(
        make.saved(tmp_path, "x.csv", data), contract, today=make.TODAY
    )
    assert found.faults.select("rule", "row").rows() == [("ROW_TWICE", 4)]


@pytest.mark.parametrize(("away", "told"), [(300, []), (301, ["BEFORE_BIRTH"])])
def test_events_before_birth_are_bounded_by_the_contract(tmp_path, away, told):
    from goldenthread.engine import contracts

    contract = contracts.load("annex_a_1")
    born = date(2025, 3, 1)
    day = born - timedelta(days=away)
    header = [one.label for one in contract.fields]
    row = ["A1", "M", "", f"{born:%d/%m/%Y}", "-1", f"{day:%d/%m/%Y}", "6"]
    path = make.saved(tmp_path, "x.csv", make.csv_bytes([header, row]))
    found = intake.check(path, contract, today=make.TODAY)
    assert found.aside["rule"].to_list() == told
    assert found.tables()["annex_a_1"].height == 1 - len(told)


def with_old(tmp_path, rows, old):
    made = [row_of(n) for n in range(rows)]
    for one in made[:old]:
        one["born"] = date(1980, 1, 1)
    return check(written(tmp_path, "csv", make.texts(made))[0])


def test_a_row_that_cannot_be_true_is_set_aside_and_the_rest_is_taken(tmp_path):
    made = [row_of(n) for n in range(30)]
    made[3] |= {"born": date(1980, 1, 1), "ended": date(2024, 4, 1)}
    found = check(written(tmp_path, "csv", make.texts(made))[0])
    assert found.accepted
    # Two faults of one row, and one row is left out.
    assert found.aside["rule"].to_list() == ["TOO_OLD", "ENDS_BEFORE_START"]
    held = found.tables()["every"]["person"].to_list()
    assert held == [f"P{n}" for n in range(30) if n != 3]
    assert found.taken[0].table.height == 30


@pytest.mark.parametrize(
    ("rows", "old", "taken"),
    [(5, 5, True), (6, 6, False), (60, 6, True), (59, 6, False), (100, 10, True)],
)
def test_too_many_rows_set_aside_refuse_the_file(tmp_path, rows, old, taken):
    found = with_old(tmp_path, rows, old)
    assert found.accepted == taken
    if not taken:
        assert found.errors["rule"].to_list() == ["TOO_MANY_ASIDE"]
        assert "more than 10 percent" in found.errors["says"][0]


def test_columns_are_told_at_the_header(tmp_path):
    header = [*make.LABELS, "Shoe size", "DOB", "Surname"]
    header.remove("Person")
    header.remove("UPN")
    path = make.saved(tmp_path, "x.csv", make.csv_bytes([["Title"], header]))
    found = check(path).faults.filter(pl.col("rule") != "NO_ROWS")
    assert sorted(found.select("rule", "severity", "row", "column", "cell").rows()) == [
        ("COLUMN_ABSENT", "WARNING", 2, "UPN", ""),
        ("COLUMN_MISSING", "ERROR", 2, "Person", ""),
        ("COLUMN_TWICE", "ERROR", 2, "Surname", "M2"),
        ("COLUMN_UNKNOWN", "WARNING", 2, "DOB", "L2"),
        ("COLUMN_UNKNOWN", "WARNING", 2, "Shoe size", "K2"),
    ]


def test_without_a_header_nothing_is_guessed(tmp_path):
    path = make.saved(tmp_path, "x.csv", b"1,2,3\n4,5,6\n")
    found = check(path)
    assert found.faults["rule"].to_list() == ["HEADER_MISSING"]
    with pytest.raises(IntakeRefused, match="1 errors"):
        found.tables()


@pytest.mark.parametrize("data", [b"\n", b" ", b"\n\n\n", b",,,\n,,\n", b'"'])
def test_a_file_of_nothing_has_no_header(tmp_path, data):
    found = check(make.saved(tmp_path, "x.csv", data))
    assert found.faults["rule"].to_list() == ["HEADER_MISSING"]


def test_a_workbook_of_nothing_has_no_header(tmp_path):
    path = make.saved(tmp_path, "x.xlsx", make.xlsx_bytes({"S": []}))
    assert check(path).faults["rule"].to_list() == ["HEADER_MISSING"]


def test_without_a_contract_nothing_is_read(tmp_path):
    path = make.saved(tmp_path, "x.csv", b"a")
    with pytest.raises(IntakeRefused, match="no contract says"):
        intake.check(path, [], today=make.TODAY)


def test_what_was_read_all_the_same_is_a_warning(tmp_path):
    rows = make.texts([row_of(1), row_of(2), row_of(3)])
    rows[0][2], rows[1][2], rows[2][8] = "01/02/15", "42036", "01/02/2025"
    path, _ = written(tmp_path, "csv", rows)
    found = check(path)
    assert found.faults.select("rule", "cell").rows() == [
        ("TWO_DIGIT_YEAR", "C2"),
        ("DAY_NUMBER", "C3"),
        ("TIME_MISSING", "I4"),
    ]
    assert found.tables()["every"]["born"].to_list() == [
        date(2015, 2, 1),
        date(2015, 2, 1),
        date(2015, 1, 1),
    ]


def test_a_row_with_too_many_cells_is_told(tmp_path):
    rows = [*make.texts([row_of(1), row_of(2)])]
    rows[1] = [*rows[1], "one too many"]
    path, _ = written(tmp_path, "csv", rows)
    assert make.found_faults(check(path)) == [("RAGGED", 3, "")]


def test_a_quotation_mark_never_closed_is_told_at_its_row(tmp_path):
    data = make.csv_bytes([make.LABELS, *make.texts([row_of(1), row_of(2)])])
    data = data.replace(b"P2,,", b'P2,"open,')
    found = check(make.saved(tmp_path, "x.csv", data))
    assert ("QUOTE_OPEN", 3, "") in make.found_faults(found)


def test_a_quotation_mark_inside_a_text_is_a_sign_like_others(tmp_path):
    data = make.csv_bytes([make.LABELS, *make.texts([row_of(1), row_of(2)])])
    data = data.replace(b"P2,,", b'P2,O"Brien "x,')
    found = check(make.saved(tmp_path, "x.csv", data))
    assert found.tables()["every"]["surname"].to_list() == [None, 'O"Brien "x']


def test_two_sheets_for_one_contract_are_refused(tmp_path):
    part = make.csv_bytes([make.LABELS])
    path = make.saved(tmp_path, "x.zip", make.zip_bytes({"a.csv": part, "b.csv": part}))
    assert check(path).errors["rule"].to_list() == ["SHEET_TWICE"]


def test_a_file_without_the_sheet_is_refused(tmp_path):
    path = make.saved(tmp_path, "x.zip", make.zip_bytes({"__MACOSX/a.csv": b"a"}))
    assert check(path).errors["rule"].to_list() == ["SHEET_MISSING"]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.text("0123456789 -x", max_size=12) | make.NHS)
def test_nhs_numbers_have_a_slow_twin(text):
    bare = text.replace(" ", "").replace("-", "")
    shaped = len(bare) == 10 and bare.isdigit()
    good = shaped and make.nhs_check(bare[:9]) == int(bare[9])
    values, rules = identifiers.nhs_numbers(pl.Series([text, None]))
    assert values.to_list() == [bare if good else None, None]
    wanted = None if good else "NHS_CHECK" if shaped else "NHS_SHAPE"
    assert rules.to_list() == [wanted, None]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(make.UPN, st.sampled_from(identifiers.UPN_LETTERS), st.booleans())
def test_upns_have_a_slow_twin(upn, letter, swap):
    text = letter + upn[1:] if swap else upn
    good = text[0] == make.upn_letter(text[1:])
    values, rules = identifiers.upns(pl.Series([text.lower(), None]))
    assert values.to_list() == [text if good else None, None]
    assert rules.to_list() == [None if good else "UPN_CHECK", None]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("sy26nd", "SY2 6ND"),
        ("SY2  6ND", "SY2 6ND"),
        ("w1a 1aa", "W1A 1AA"),
        ("GIR 0AA", "GIR 0AA"),
        ("ZZ99 3VZ", "ZZ99 3VZ"),
        ("SY2 6NK1", None),
        ("SY26N", None),
        ("2SY 6ND", None),
        ("SY2 6CD", None),
    ],
)
def test_postcodes_are_kept_in_one_way_of_writing(text, kept):
    values, rules = identifiers.postcodes(pl.Series(["SY1 1AA", text, None]))
    assert values.to_list() == ["SY1 1AA", kept, None]
    assert rules.to_list() == [None, None if kept else "POSTCODE_SHAPE", None]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.text("0123/-. :TZa", max_size=19) | st.dates().map(str), max_size=5))
def test_days_read_together_are_those_read_one_by_one(texts):
    found, told = days.days(pl.Series(texts, dtype=pl.String), make.TODAY)
    each = [days.day_of(text, make.TODAY) for text in texts]
    assert found.to_list() == [one.value for one in each]
    assert told.to_list() == [one.rule for one in each]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.lists(
        st.text("0123/-. :TZ", max_size=19)
        | st.datetimes().map(lambda at: f"{at:%d/%m/%Y %H:%M}")
        | st.datetimes().map(lambda at: at.isoformat(timespec="seconds")),
        max_size=5,
    )
)
def test_moments_read_together_are_those_read_one_by_one(texts):
    found, told = days.moments(pl.Series(texts, dtype=pl.String), make.TODAY)
    each = [days.moment_of(text, make.TODAY) for text in texts]
    assert found.to_list() == [one.value for one in each]
    assert told.to_list() == [one.rule for one in each]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(date(1995, 1, 1)), st.dates(date(1995, 1, 1))), max_size=8
    )
)
def test_ages_have_a_slow_twin(pairs):
    number = rowwise._number
    frame = pl.DataFrame(pairs, schema={"a": pl.Date, "b": pl.Date}, orient="row")
    years = frame.select((number(pl.col("b")) - number(pl.col("a"))) // 10_000)
    for (born, day), found in zip(pairs, years.to_series().to_list(), strict=True):
        if day >= born:
            assert found == age_on(day, born)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.none() | st.integers(0, 2))))
def test_rows_again_have_a_slow_twin(rows):
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.Int64}, orient="row")
    wanted = [row in rows[:place] for place, row in enumerate(rows)]
    assert rowwise._again(frame.get_columns()).to_list() == wanted


def test_letters_of_columns():
    assert [faults.letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_a_needed_field_refuses_what_another_only_leaves_out():
    from dataclasses import replace

    rule = faults.rules()["NHS_CHECK"]
    field = next(one for one in make.FIELDS if one.name == "nhs")
    assert faults.severity(rule, field) is Severity.WARNING
    assert faults.severity(rule, replace(field, required=True)) is Severity.ERROR
    code = faults.rules()["NOT_A_CODE"]
    lenient = replace(field, severity=Severity.WARNING)
    assert faults.severity(code, field) is Severity.ERROR
    assert faults.severity(code, lenient) is Severity.WARNING
