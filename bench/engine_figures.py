"""Links, stocks and medians beside SQL written by hand for the same answers.

`engine_store.py` has plain counts. Here stand one or more of every other kind of
definition: another event within days, within working days, within hours; what is open
at the end of a month, by the age then; medians of a length and of a wait. The SQL is
what an analyst who knows DuckDB writes: a window or a join for the other event, one
pass with grouping sets for all periods and breakdowns. Every figure of both is put into
one number (a hash of all rows): where the two differ the benchmark stops.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.engine import Row, measure
from bench.engine_store import BY, database
from bench.events import made


SIZES = {"small": 1_000_000, "full": 10_000_000}
HERE = "bench.engine_figures"
PEOPLE = 'e.child, e.kind, e."on", e.until, agency, e.area, sex, ethnicity, born'
OF = "events e left join (select child, sex, ethnicity, born from children) c"
ORDER = 'partition by child order by "on", rank, event'
BEFORE = f"over ({ORDER} rows between unbounded preceding and 1 preceding)"
AFTER = f"over ({ORDER} rows between 1 following and unbounded following)"


def _two(first: str, second: str, other: str) -> str:
    """Events of two kinds with what is asked of the others, in the order of a day."""
    return f"""select *, {other} from (
        select event, {PEOPLE}, case kind when '{first}' then 1 else 2 end as rank
        from {OF} using (child) where kind in ('{first}', '{second}'))"""


# Key: the rows counted, with `day` (which puts them into a period), `part` and `days`.
FLOWS = {
    "re_referral": (
        f"""select *, "on" as day, "on" - lag("on") over (
            partition by child order by "on", event) <= 365 as part, 0 as days
        from (select event, {PEOPLE} from {OF} using (child) where kind = 'REFERRAL')"""
    ),
    "contact_to_referral": (
        f"""select *, "on" as day, other - "on" <= 30 as part, 0 as days
        from ({
            _two(
                "CONTACT",
                "REFERRAL",
                f'''min("on") filter (kind = 'REFERRAL') {AFTER} as other''',
            )
        }) where kind = 'CONTACT'"""
    ),
    "missing_interview_72": (
        f"""select *, until as day, other - until <= 3 as part, 0 as days
        from ({
            _two(
                "MISSING",
                "RETURN_INTERVIEW",
                f'''min("on") filter (kind = 'RETURN_INTERVIEW') {AFTER} as other''',
            )
        }) where kind = 'MISSING' and until is not null"""
    ),
    "conference_15": (
        f"""select x.*, "on" as day, "on" <= other or b.n - a.n < 15 as part, 0 as days
        from ({
            _two(
                "STRATEGY_DISCUSSION",
                "CONFERENCE",
                f'''max("on") filter (kind = 'STRATEGY_DISCUSSION') {BEFORE} as other''',
            )
        }) x left join working a on a.day = other left join working b on b.day = "on" - 1
        where kind = 'CONFERENCE'"""
    ),
    "conference_wait": (
        f"""select *, "on" as day, true as part, "on" - other as days
        from ({
            _two(
                "STRATEGY_DISCUSSION",
                "CONFERENCE",
                f'''max("on") filter (kind = 'STRATEGY_DISCUSSION') {BEFORE} as other''',
            )
        }) where kind = 'CONFERENCE' and other is not null"""
    ),
    **{
        key: f"""select {PEOPLE}, until as day, true as part, until - "on" as days
        from {OF} using (child) where kind = '{kind}' and until is not null"""
        for key, kind in (("plan_length", "PLAN"), ("early_help_length", "EARLY_HELP"))
    },
}
STOCKS = {"plans_open": "PLAN", "care_open": "CARE", "early_help_open": "EARLY_HELP"}
FAMILIES = {
    "links within days": ("re_referral", "contact_to_referral"),
    "links within hours and working days": ("missing_interview_72", "conference_15"),
    "stocks at month ends": tuple(STOCKS),
    "medians of a length": ("plan_length", "early_help_length"),
    "medians of a wait": ("conference_wait",),
}
AGE = """case when m < 0 then 'UNBORN' when m < 12 then '0' when m < 60 then '1-4'
    when m < 120 then '5-9' when m < 192 then '10-15' when m < 216 then '16-17'
    when m < 312 then '18-25' else 'NOT_KNOWN' end"""
PERIODS = {
    "month": "date_trunc('month', day)::date",
    "quarter": "date_trunc('quarter', day)::date",
    "year": "(date_trunc('year', day - interval 3 month) + interval 3 month)::date",
}
DIGEST = """select count(*), sum(numerator), bit_xor(hash(indicator, "by", "every",
    period, "value", numerator, denominator, round(figure, 6)))::varchar from found"""


def rows(scale: str) -> list[Row]:
    many = SIZES[scale]
    folder = str(made(many))
    found = []
    every = tuple(key for keys in FAMILIES.values() for key in keys)
    for family, keys in (*FAMILIES.items(), ("all of these at once", every)):
        what = f"{many:,} events: {family} ({len(keys)})"
        mine = measure(
            what, "indicators", f"{HERE}:ours", folder, *keys, runs=1, ours=True
        )
        hand = measure(what, "SQL by hand", f"{HERE}:by_hand", folder, *keys, runs=1)
        if mine.note != hand.note:
            raise SystemExit(f"{what}: {mine.note} by ours, {hand.note} by hand.")
        found += [mine, hand]
    return found


def ours(folder: str, *keys: str) -> str:
    from goldenthread.engine.indicators import cube, load

    paths = (Path(folder) / f"{one}.parquet" for one in ("events", "children"))
    catalogue = load().of(*keys)
    with cube.scans(*paths, catalogue, spill=Path(folder) / "spill") as run:
        run.backend.create_view("found", run.figures(BY))
        return said(run.backend.raw_sql(DIGEST).fetchone())


def said(found: Any) -> str:
    figures, total, digest = found
    return f"{figures:,} figures, together {int(total):,}, hash {int(digest):x}"


def by_hand(folder: str, *keys: str) -> str:
    db = database(folder)
    if "conference_15" in keys:
        _working(db)
    db.execute(
        'create temp table found (indicator varchar, "by" varchar, "every" varchar, '
        'period date, "value" varchar, numerator bigint, denominator bigint, figure double)'
    )
    for key in keys:
        text = _stock(key) if key in STOCKS else _flow(key)
        db.execute(f"insert into found {text}")
    return said(db.execute(DIGEST).fetchone())


def _working(db: Any) -> None:
    """How many working days there were up to each day."""
    import holidays
    import pyarrow as pa

    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(2019, 2028))
    db.register("closed", pa.table({"day": sorted(closed)}))
    db.execute(
        """create temp table working as select day, sum(case when isodow(day) < 6 and
        day not in (select day from closed) then 1 else 0 end) over (order by day) as n
        from (select unnest(generate_series(date '2019-01-01', date '2027-12-31',
        interval 1 day))::date as day)"""
    )


def _grouped(periods: tuple[str, ...], figures: str) -> str:
    """Grouping sets of every period by every breakdown, told in long rows."""
    sets = ", ".join(
        f"({', '.join((period, *by))})"
        for period in periods
        for by in ((), *((one,) for one in BY))
    )
    by = " ".join(f"when grouping({one}) = 0 then '{one}'" for one in BY)
    every = " ".join(f"when grouping({one}) = 0 then '{one}'" for one in periods)
    return f"""case {by} else 'all' end, case {every} end, coalesce({", ".join(periods)}),
        coalesce({", ".join(BY)}, 'all'), {figures} from told group by grouping sets ({sets})"""


def _told(rows: str, further: str) -> str:
    named = ", ".join(
        f"coalesce({one}, 'NOT_KNOWN') as {one}" for one in BY if one != "age"
    )
    return f"""with r as ({rows}), told as (select {named}, {AGE} as age, {further}
        from (select *, datediff('month', born, day) as m from r))"""


def _flow(key: str) -> str:
    periods = ", ".join(f"{text} as {name}" for name, text in PERIODS.items())
    share = "count(*) filter (part), count(*), count(*) filter (part) / count(*)"
    days = "sum(days), count(*), median(days)"
    figures = days if key.endswith(("length", "wait")) else share
    return (
        f"{_told(FLOWS[key], f'{periods}, part, days')} "
        f"select '{key}', {_grouped(tuple(PERIODS), figures)}"
    )


def _stock(key: str) -> str:
    """Every episode beside every month end it was open at."""
    rows = f"""select {PEOPLE}, day from {OF} using (child) join (
        select (date '2020-05-01' + interval (n) month - interval 1 day)::date as day
        from range(200) t(n)
        where day < (select max("on") + 1 from events)) ends
        on "on" <= day and (until is null or until >= day) where kind = '{STOCKS[key]}'"""
    first = "date_trunc('month', day)::date as month"
    months = f"select '{key}' as k, {_grouped(('month',), 'count(*) as n')}"
    return f"""{_told(rows, first)}, months(k, "by", "every", month, "value", n) as ({months})
        select k, "by", 'month', month, "value", n, null, n from months
        union all select k, "by", 'quarter', (month - interval 2 month)::date, "value",
        n, null, n from months where month(month) % 3 = 0
        union all select k, "by", 'year', (month - interval 11 month)::date, "value",
        n, null, n from months where month(month) = 3"""
