"""Agencies' files: what they hold, read back by the contract, is what was sent."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from goldenthread.engine import contracts
from goldenthread.engine.synth.sending import Files, file_name, plans, sheets
from goldenthread.engine.synth.writing import write


LONDON = ZoneInfo("Europe/London")
PLANS = plans()


def rows_of(place, plan):
    """A file's rows by field name, as text or as a sheet's own values; and the labels."""
    path = place / "files" / file_name(plan, plan.form)
    if plan.form == "csv":
        made = pl.read_csv(path, infer_schema_length=0).to_dicts()
    else:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(plan.contract.name)
        head, *rest = sheet.to_python()
        made = [
            dict(zip(head, (None if c == "" else c for c in r), strict=True))
            for r in rest
        ]
    names = {field.label: field.name for field in plan.contract.fields}
    return [{names[label]: cell for label, cell in row.items()} for row in made]


def day(plan, value):
    """A cell's day: text in the file's style, or a date already."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, datetime):
        return value.date()
    return datetime.strptime(value[:10], plan.days).date()  # noqa: DTZ007


def word(field, value):
    return None if value is None else field.codes.words[field.codes.code_of(str(value))]


def read_back(plan, rule, row):
    """The event a row makes, as the contract says: kind, day, end, words."""
    contract = plan.contract
    on = day(plan, row.get(rule.on.fields[0]))
    if on is None:
        return None
    made = {}
    for column in ("until", "source", "outcome", "sort"):
        value = rule.columns.get(column)
        if value is None:
            continue
        if value.word:
            made[column] = value.word
            continue
        cell = next((row.get(n) for n in value.fields if row.get(n) is not None), None)
        field = contract.field(value.fields[0])
        made[column] = day(plan, cell) if column == "until" else word(field, cell)
    return {"kind": str(rule.kind), "on": on} | made


def key(event, columns):
    return tuple(event.get(column) for column in ("local_id", "kind", "on", *columns))


# Whose rows are made of several events, or name no child: taken in whole below.
ALONE = [plan for plan in PLANS if not (plan.shape or plan.contract.join)]


@pytest.mark.parametrize("plan", ALONE, ids=lambda plan: plan.contract.name)
def test_a_file_read_back_by_its_contract_is_what_happened(small, plan):
    place, _ = small
    rows = rows_of(place, plan)
    assert rows
    own = plan.contract.with_role(contracts.Role.LOCAL_ID).name
    sent = pl.read_parquet(place / "sent/events.parquet").with_columns(
        pl.col("kind", "source", "outcome", "sort").cast(pl.String)
    )
    records = pl.read_parquet(place / "truth/records.parquet").select(
        "token", "local_id"
    )
    sent = sent.join(records, left_on="child", right_on="token")
    for rule in plan.contract.events:
        if str(rule.kind) not in {plan.rows, plan.also}:
            continue
        # A referral's need is told by the need itself; a need older than the calendar
        # brings its referral along, one assessed as not in need brings a need.
        columns = [
            c for c in ("until", "source", "outcome", "sort") if c in rule.columns
        ]
        if plan.also == "NEED":
            columns = [c for c in columns if c not in {"sort"}]
        made = [read_back(plan, rule, row) for row in rows]
        made = Counter(
            key(event | {"local_id": row[own]}, columns)
            for event, row in zip(made, rows, strict=True)
            if event
        )
        its = sent.filter(pl.col("kind") == str(rule.kind))
        word = rule.columns["sort"].word if "sort" in rule.columns else None
        if plan.sort or word:
            its = its.filter(pl.col("sort").is_in(plan.sort or [word]))
        true = its.to_dicts()
        missing = Counter(key(event, columns) for event in true) - made
        late = plan.also == "RETURN_INTERVIEW" and str(rule.kind) == plan.also
        assert missing.total() <= (len(true) // 10 if late else 0)
        if not plan.also:
            assert made.total() == len(true)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.contract.name)
def test_required_fields_are_filled_and_keys_tell_rows_apart(small, plan):
    rows = rows_of(small[0], plan)
    for field in plan.contract.fields:
        if field.required and not field.identity:
            assert all(row.get(field.name) not in {None, ""} for row in rows), (
                field.name
            )
    names = [field.name for field in plan.contract.key]
    keys = [tuple(row[name] for name in names) for row in rows]
    assert not names or len(set(keys)) == len(keys)


def test_moments_are_as_clocks_in_england_show_them(small):
    [plan] = [plan for plan in PLANS if plan.contract.name == "police_contacts"]
    sent = pl.read_parquet(small[0] / "sent/events.parquet")
    true = sent.filter(pl.col("kind").cast(pl.String) == "POLICE_CONTACT")
    clock = Counter(
        at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") for at in true["at"]
    )
    assert Counter(row["contact_at"] for row in rows_of(small[0], plan)) == clock


def test_files_of_pieces_follow_one_another(tmp_path):
    from goldenthread.engine.synth.agencies import sent
    from goldenthread.engine.synth.telling import pieces

    files = Files(tmp_path / "files")
    counts = Counter()
    for piece in pieces(3_000, 1, size=1_500):
        made = sent(piece, 1, "clean")
        files.write(made)
        for plan, sheet in sheets(made):
            counts[plan.contract.name] += len(sheet)
    files.close()
    for plan in PLANS:
        assert len(rows_of(tmp_path, plan)) == counts[plan.contract.name]


def test_a_sheet_that_grows_too_long_goes_as_csv(tmp_path, monkeypatch):
    monkeypatch.setattr("goldenthread.engine.synth.sending.MOST_ON_A_SHEET", 20)
    write(tmp_path / "c", 1_000, 1)
    forms = {path.suffix for path in (tmp_path / "c/files/local_authority").iterdir()}
    assert (tmp_path / "c/files/local_authority/early_help_hubs.csv").exists()
    assert forms == {".csv", ".xlsx"}


def test_the_same_county_is_the_same_to_the_byte(tmp_path):
    for name in ("a", "b"):
        write(tmp_path / name, 1_000, 9)
    for path in sorted((tmp_path / "a").rglob("*")):
        if path.is_file():
            other = tmp_path / "b" / path.relative_to(tmp_path / "a")
            assert path.read_bytes() == other.read_bytes(), path.name


@pytest.mark.parametrize("kind", ["REVIEW", "FACTOR", "ADOPTION", "PLACEMENT", "VISIT"])
def test_what_is_taken_in_of_all_files_is_what_was_sent(taken, kind):
    """Joined from other tables, taken apart from one row, told by several files."""
    sent, found = taken
    columns = ["on", "sort"]
    assert counted(found, kind, columns) == counted(sent, kind, columns)


def counted(rows, kind, columns):
    of_kind = rows.filter(pl.col("kind").cast(pl.String) == kind)
    return Counter(of_kind.select(columns).cast({"sort": pl.String}).rows())


@pytest.fixture(scope="module")
def taken(small):
    from goldenthread.engine.taking import folder

    place, _ = small
    read = folder.read(place / "files", date(2025, 4, 2))
    handed = folder.handed(read, b"k" * 32)
    sent = pl.read_parquet(place / "sent/events.parquet")
    return sent, pl.DataFrame(handed.events)
