"""Agencies' files as they would send them: rows in the fields of each contract.

A contract says which events a row makes; here rows are made from events, the other way
round. Files are told piece by piece, as events are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from goldenthread.engine import contracts
from goldenthread.engine.shapes import Kind
from goldenthread.engine.synth import others
from goldenthread.engine.synth.agencies import Sent
from goldenthread.engine.synth.data import read, systems


# A sheet holds a little over a million rows, and takes long: larger ones go as CSV.
MOST_ON_A_SHEET = 50_000
ZONE = "Europe/London"
# The closest an event may follow to belong to the same row.
SOON = "40d"


@dataclass(frozen=True)
class Plan:
    """How one contract's file is written (homes.toml)."""

    contract: contracts.Contract
    rows: str | None
    also: str | None
    form: str
    days: str
    labels: bool
    # Of which sorts of event; within which other event of the child; and how a row is
    # made of several events, where it is.
    sort: tuple[str, ...] = ()
    within: str | None = None
    shape: str = ""


def plans() -> list[Plan]:
    """One for each file agencies send."""
    return [
        Plan(
            contracts.load(name),
            row.get("rows"),
            row.get("also"),
            row["form"],
            row.get("days", "%d/%m/%Y"),
            row.get("labels", False),
            tuple(row.get("sort", ())),
            row.get("within"),
            row.get("shape", ""),
        )
        for name, row in read("homes.toml")["files"].items()
    ]


def file_name(plan: Plan, form: str) -> str:
    return f"{plan.contract.agency.lower()}/{plan.contract.name}.{form}"


def sheets(sent: Sent) -> Iterator[tuple[Plan, pl.DataFrame]]:
    """Each contract's rows of a piece, a column a field, headed as the contract says.

    Days and moments are still dates; codes are written as codes or their labels.
    """
    people = pl.DataFrame(sent.identities)
    words = [
        pl.col(name).cast(pl.String)
        for name in ("agency", "contract", "sex", "ethnicity")
    ]
    people = people.with_columns(words)
    events = pl.DataFrame(sent.events).with_columns(
        pl.col("kind", "source", "outcome", "sort", "area", "team").cast(pl.String)
    )
    for plan in plans():
        rows = _persons(people) if plan.rows is None else _rows(plan, events, people)
        yield plan, _fields(plan, rows)


def _persons(people: pl.DataFrame) -> pl.DataFrame:
    return people.filter(pl.col("contract") == systems()[0].contract).with_columns(
        pl.lit(None, pl.String).alias("area")
    )


def _rows(plan: Plan, events: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Events of a plan with the person, and the columns of what goes into the same row."""
    rows = events.filter(pl.col("kind") == plan.rows)
    if plan.sort:
        rows = rows.filter(pl.col("sort").is_in(plan.sort))
    if plan.within or plan.rows == Kind.CARE:
        rows = _within(rows, events, str(Kind.CARE))
    if plan.within:
        # A system keeps reviews and visits under a period: where a child stands in it
        # twice and the period under the other record, there is none to be sent with.
        rows = rows.drop_nulls("within")
    if plan.shape:
        rows = SHAPES[plan.shape](rows, events)
    elif plan.also == Kind.NEED:
        rows = _with_need(rows, events)
    elif plan.also:
        known = [pl.col(name).alias(f"also_{name}") for name in ("on", "at")]
        if plan.also == Kind.QUORUM:
            known.append(pl.col("outcome").alias("also_outcome"))
        later = events.filter(pl.col("kind") == plan.also).select("child", *known)
        rows = rows.sort("on").join_asof(
            later.sort("also_on"),
            left_on="on",
            right_on="also_on",
            by="child",
            strategy="forward",
            tolerance=SOON,
            check_sortedness=False,
        )
    return rows.join(
        people.drop("agency", "contract"), left_on="child", right_on="token"
    ).sort("event")


def _within(rows: pl.DataFrame, events: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows with the number of the last event of a kind that began before, or with it."""
    others = events.filter(pl.col("kind") == kind)
    around = others.select("child", "on", pl.col("event").alias("within"))
    return rows.sort("on").join_asof(
        around.sort("on"), on="on", by="child", check_sortedness=False
    )


def _factors(rows: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """A row for each assessment, with a list of what was found at its end."""
    looked = events.filter(
        pl.col("kind") == Kind.ASSESSMENT, pl.col("until").is_not_null()
    )
    ended = looked.select(
        "child", pl.col("until").alias("on"), pl.col("event").alias("within")
    )
    ended = ended.unique(["child", "on"], keep="first", maintain_order=True)
    listed = rows.group_by("child", "on", maintain_order=True).agg(
        "sort", pl.col("event").first()
    )
    quoted = pl.col("sort").list.eval(pl.format("'{}'", pl.element())).list.join(",")
    listed = listed.with_columns(codes=pl.format("[{}]", quoted), sort=pl.lit(None))
    return listed.join(ended, on=["child", "on"])


def _adoption(rows: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """A row for each child and period of care, with the day of each step."""
    steps = rows["sort"].unique().to_list()
    return rows.group_by("child", "within", maintain_order=True).agg(
        pl.col("event").min(),
        pl.col("on").min(),
        pl.col("outcome").drop_nulls().first(),
        *(
            pl.col("on").filter(pl.col("sort") == one).min().alias(f"on {one}")
            for one in steps
        ),
    )


SHAPES = {"factors": _factors, "adoption": _adoption}


def _with_need(rows: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Referrals and the needs they began; needs older than the calendar as well.

    A referral assessed as not in need is closed with its assessment, for that reason.
    """
    columns = [
        pl.col(name).alias(f"also_{name}") for name in ("until", "outcome", "sort")
    ]
    need = events.filter(pl.col("kind") == Kind.NEED)
    looked = events.filter(
        pl.col("kind") == Kind.ASSESSMENT, pl.col("outcome") == "NFA"
    )
    looked = looked.with_columns(sort=pl.lit("N0"))
    began = (
        pl.concat([need, looked])
        .select("child", "on", *columns)
        .unique(["child", "on"])
    )
    old = need.join(rows, on=["child", "on"], how="anti").with_columns(
        kind=pl.lit(str(Kind.REFERRAL)),
        outcome=pl.lit("ACCEPTED"),
        until=pl.lit(None, pl.Date),
    )
    return pl.concat([rows, old]).join(began, on=["child", "on"], how="left")


def _fields(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Every column of the contract, headed; what nobody here knows stays empty."""
    return rows.select(
        _field(plan, field, rows).alias(field.label)
        for field in plan.contract.fields
        if field.name not in plan.contract.joined
    )


def _field(plan: Plan, field: contracts.Field, rows: pl.DataFrame) -> pl.Expr:
    if field.name == "care_id" and "within" in rows.columns:
        return pl.format("CARE-{}", "within")
    if plan.shape:
        made = _of_several(plan, field, rows)
        if made is not None:
            return made
    source = _source(plan, field)
    if source is None or source not in rows.columns:
        return pl.lit(None, pl.String)
    column = pl.col(source)
    if field.key and source == "event":
        return pl.format("{}-{}", pl.lit(plan.contract.name.upper()), column)
    if field.codes:
        return column.replace_strict(_codes(plan, field.codes), default=None)
    return column


def _of_several(
    plan: Plan, field: contracts.Field, rows: pl.DataFrame
) -> pl.Expr | None:
    """The columns of a row that several events made; none for those as of one event."""
    if field.name == "assessment_id":
        return pl.format("SSD_CIN_ASSESSMENTS-{}", "within")
    if field.name == "factors":
        return pl.col("codes")
    if field.name == "order_type" and "on GUARDIANSHIP" in rows.columns:
        by_order = pl.when(pl.col("on GUARDIANSHIP").is_not_null())
        return by_order.then(pl.lit("GUARDIANSHIP"))
    days = [
        pl.col(f"on {rule.columns['sort'].word}")
        for rule in plan.contract.events
        if field.name in rule.on.fields
        and plan.shape == "adoption"
        and f"on {rule.columns['sort'].word}" in rows.columns
    ]
    if str(field.type) == "DATE":
        return pl.coalesce(days) if days else pl.lit(None, pl.Date)
    return None


IDENTITY = {"LOCAL_ID": "local_id", "NHS_NUMBER": "nhs_number"}
_MOMENTS = {"on": "at", "until": "until_at", "also_on": "also_at"}


def _source(plan: Plan, field: contracts.Field) -> str | None:
    """The column of rows a field is filled from."""
    if field.identity:
        return IDENTITY.get(str(field.identity), str(field.identity).lower())
    if field.key:
        return "event"
    found = next(_told(plan, field.name), None)
    if found is None and field.required and str(field.type) == "DATE":
        return "on"  # a period that began with the event has it as its first day too
    return (
        _MOMENTS.get(found, found) if found and str(field.type) == "MOMENT" else found
    )


def _told(plan: Plan, name: str) -> Iterator[str]:
    """Event columns the field makes, of the row's own kind first."""
    for kind, prefix in ((plan.rows, ""), (plan.also, "also_")):
        for rule in plan.contract.events:
            if kind is None or str(rule.kind) != kind:
                continue
            columns = rule.columns.items()
            if name == rule.on.fields[0]:
                yield f"{prefix}on"
            for column, value in columns:
                if name in value.fields and not _elsewhere(plan, column, name, prefix):
                    yield f"{prefix}{column}"


def _elsewhere(plan: Plan, column: str, name: str, prefix: str) -> bool:
    """Whether the other kind of the row says the same field, and knows it better."""
    if prefix or not plan.also:
        return False
    return any(
        str(rule.kind) == plan.also
        and column in rule.columns
        and name in rule.columns[column].fields
        for rule in plan.contract.events
        if plan.also == Kind.NEED and column == "sort"
    )


# Where several codes mean one word, the one that is written: the plainest.
PREFERRED = {
    "HEALTH": "3A",
    "COUNCIL": "5B",
    "HOME": "E4A",
    "FOSTER": "U4",
    "INDIVIDUAL": "1A",
}


def _codes(plan: Plan, codes: contracts.CodeList) -> dict[str, str]:
    """For each word of events the code (or label) an agency writes."""
    written: dict[str, str] = {}
    for code in codes.codes:
        text = code.label if plan.labels else code.code
        if code.word not in written or PREFERRED.get(code.word) == code.code:
            written[code.word] = text
        written.setdefault(code.code, text)
    return written


def as_text(plan: Plan, sheet: pl.DataFrame) -> pl.DataFrame:
    """Days and moments in the style of the file; moments as clocks in England show them."""
    zone = pl.selectors.datetime(time_zone="*").dt.convert_time_zone(ZONE)
    moments = zone.dt.strftime(f"{plan.days} %H:%M")
    return sheet.with_columns(moments, pl.selectors.date().dt.strftime(plan.days))


class Files:
    """Files of a county as they grow, piece by piece."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.whole: list[tuple[Plan, list[pl.DataFrame]]] = []

    def write(self, sent: Sent) -> None:
        """Add the rows of a piece: to CSV at once, to sheets in memory while they fit."""
        for index, (plan, sheet) in enumerate(sheets(sent)):
            if len(self.whole) <= index:
                self.whole.append((plan, []))
            kept = self.whole[index][1]
            kept.append(sheet)
            if plan.form == "csv" or sum(map(len, kept)) > MOST_ON_A_SHEET:
                for each in kept:
                    self._csv(plan, each)
                kept.clear()

    def close(self) -> None:
        """Write the sheets that were small enough; what grew beyond them stays CSV."""
        for plan, kept in self.whole:
            if kept and (self.place / file_name(plan, "csv")).exists():
                for each in kept:
                    self._csv(plan, each)
            elif kept:
                self._xlsx(plan, pl.concat(kept))

    def others(self, children: int, seed: int) -> None:
        """Files of people who are no children, whole."""
        for contract, sheet in others.sheets(children, seed):
            plan = Plan(contract, None, None, "csv", "%d/%m/%Y", False)
            self._csv(plan, sheet)

    def _csv(self, plan: Plan, sheet: pl.DataFrame) -> None:
        path = self._path(plan, "csv")
        new = not path.exists()
        path.touch(0o600)
        with path.open("ab") as out:
            as_text(plan, sheet).write_csv(
                out, include_header=new, line_terminator="\r\n"
            )

    def _xlsx(self, plan: Plan, sheet: pl.DataFrame) -> None:
        path = self._path(plan, "xlsx")
        path.touch(0o600)
        local = pl.selectors.datetime(time_zone="*").dt.convert_time_zone(ZONE)
        sheet = sheet.with_columns(local.dt.replace_time_zone(None))
        with Workbook(path) as book:
            # The same county makes the same bytes, whenever it is made.
            book.set_properties({"created": datetime(2025, 4, 1, tzinfo=UTC)})
            sheet.write_excel(
                book,
                worksheet=plan.contract.name,
                dtype_formats={pl.Date: "dd/mm/yyyy"},
            )

    def _path(self, plan: Plan, form: str) -> Path:
        path = self.place / file_name(plan, form)
        self.place.mkdir(exist_ok=True, mode=0o700)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        return path
