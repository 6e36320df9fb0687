"""Every indicator has something to tell of the invented county."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import intake
from goldenthread.engine.indicators import cube, load
from goldenthread.engine.indicators.model import Unit
from goldenthread.engine.intake.reading import TYPES
from goldenthread.engine.synth import others
from goldenthread.engine.synth.data import figures


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
ALL = load()
# What no file of the county says: where a placement lies (Annex A alone does).
NOT_SENT = {"placements_outside"}
# What the county's lots give nobody, or hardly: the same thing again within a year.
HARDLY = {
    "care_repeat",
    "children_early_help_2",
    "children_missing_3",
    "children_missing_4",
    "children_referral_3",
    "children_referral_4",
    "children_section_47_2",
    "children_section_47_3",
}
# Shares that are all or nothing there, since the county has it so.
ALL_OR_NOTHING = {
    "marker_csa_without_assessment",  # nobody has a marker of abuse and an enquiry
    "health_visit_seen",  # a visit that did not take place is not written down
    # The truth knows everybody; agencies' files do not.
    *(f"known_{one}_{what}" for one in ("contacts", "referrals", "care", "police", "early_help")
      for what in ("ethnicity", "area", "nhs_number", "upn")),
    "known_referrals_disability",
    "known_contacts_outcome",
    "known_referrals_source",
    "known_enquiries_outcome",
    "adopter_stage_2_in_time",  # no stage takes so long
}  # fmt: skip


def of_others():
    """Events of adopters and workers, as their files make them."""
    for contract, sheet in others.sheets(figures().county, 3):
        names = {one.label: one.name for one in contract.fields}
        rows = sheet.rename({one: names[one] for one in sheet.columns})
        whole = rows.with_columns(
            pl.lit(None, TYPES[one.type]).alias(one.name)
            for one in contract.fields
            if one.name not in rows.columns
        )
        yield intake.events(whole, contract, agency="LOCAL_AUTHORITY", key=b"k" * 32)


@pytest.fixture(scope="module")
def told(piece, tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    events = pa.concat_tables([piece.events, *of_others()])
    pq.write_table(events.sort_by("child"), folder / "events.parquet")
    pq.write_table(piece.children, folder / "children.parquet")
    tables = folder / "events.parquet", folder / "children.parquet"
    with cube.scans(*tables, ALL) as run:
        rows = run.figures(()).to_pyarrow().to_pylist()
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row["indicator"], []).append(row)
    return found


def test_no_indicator_is_always_empty(told):
    empty = {one.key for one in ALL.indicators} - set(told)
    nought = {
        key for key, rows in told.items() if not any(r["numerator"] for r in rows)
    }
    assert empty | nought <= NOT_SENT | HARDLY


def test_no_share_is_always_all_or_nothing(told):
    same = set()
    for one in ALL.indicators:
        rows = [row for row in told.get(one.key, ()) if row["every"] == "month"]
        part, whole = (
            sum(row[n] or 0 for row in rows) for n in ("numerator", "denominator")
        )
        if (
            one.unit == Unit.SHARE
            and one.key not in HARDLY | NOT_SENT
            and not 0 < part < whole
        ):
            same.add(one.key)
    assert same <= ALL_OR_NOTHING
