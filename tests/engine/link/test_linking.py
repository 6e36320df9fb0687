"""Which records become one child: on an invented county, and case by case."""

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from goldenthread.engine.errors import LinkError
from goldenthread.engine.link.cascade import keys, parts
from goldenthread.engine.link.cleaning import clean, database
from goldenthread.engine.link.deciding import Decision, Verdict
from goldenthread.engine.link.linking import DIFFERING, DOUBTS, LINKS, MAPPING, link
from goldenthread.engine.link.model import load
from goldenthread.engine.link.quality import quality
from goldenthread.engine.shapes import IDENTITIES
from goldenthread.engine.synth.agencies import sent
from goldenthread.engine.synth.telling import pieces
from tests.engine.link.conftest import ROW, among, children, records


ELSEWHERE = {"agency": "HEALTH", "contract": "health_visiting"}
SCHOOL = {"agency": "SCHOOL", "contract": "education_absence"}


def decision(number, one, other, verdict):
    return Decision(
        number, one, other, Verdict(verdict), "A. N. Other", date(2025, 4, 1), "Seen."
    )


@pytest.mark.parametrize(
    "level, precision, recall",
    [("clean", 0.997, 0.995), ("middling", 0.995, 0.985), ("heavy", 0.995, 0.95)],
)
def test_precision_and_recall_on_an_invented_county(level, precision, recall):
    [piece] = pieces(3_000, seed=11)
    made = sent(piece, 11, level)
    found = link(made.identities)
    got = quality(
        made.records.sort("token")["child"].to_numpy(),
        found.mapping["child"].to_numpy(),
    )
    assert got.precision >= precision
    assert got.recall >= recall


def test_tables_have_their_shapes_and_every_record_one_child(crowd, linked):
    assert linked.mapping.schema == MAPPING
    assert linked.links.schema == LINKS
    assert linked.doubts.schema == DOUBTS
    assert linked.differing.schema == DIFFERING
    assert sorted(linked.mapping["token"].to_pylist()) == sorted(
        crowd[0]["token"].to_pylist()
    )


def test_links_alone_make_the_children(linked):
    """A slow twin of the joining: follow links, record by record."""
    child = dict(
        zip(*(linked.mapping[n].to_pylist() for n in ("token", "child")), strict=True)
    )
    near = {}
    for row in linked.links.to_pylist():
        near.setdefault(row["left"], set()).add(row["right"])
        near.setdefault(row["right"], set()).add(row["left"])
    groups, seen = 0, set()
    for start in child:
        if start in seen:
            continue
        groups += 1
        waiting = [start]
        while waiting:
            token = waiting.pop()
            if token not in seen:
                seen.add(token)
                assert child[token] == child[start]
                waiting.extend(near.get(token, ()))
    assert groups == len(set(child.values()))


def test_the_same_records_in_another_order_give_the_same(crowd, linked):
    shuffled = crowd[0].take(
        pa.array(np.random.default_rng(2).permutation(crowd[0].num_rows))
    )
    again = link(shuffled)
    assert again.mapping.equals(linked.mapping)
    assert again.links.equals(linked.links)


def test_doubtful_pairs_are_below_the_threshold_or_told_why(linked):
    limits = load().thresholds
    for row in linked.doubts.to_pylist():
        assert row["probability"] >= limits.doubtful
        assert (row["how"] == "UNSURE") == (row["probability"] < limits.link)


def plain_parts(rows, rules):
    """Slow, obvious: join any two that agree in all columns of a rule, until nothing moves."""
    label = list(range(len(rows)))
    moved = True
    while moved:
        moved = False
        for a, one in enumerate(rows):
            for b, other in enumerate(rows):
                same = any(
                    all(one[c] is not None and one[c] == other[c] for c in rule)
                    for rule in rules
                )
                if same and label[a] != label[b]:
                    label[a] = label[b] = min(label[a], label[b])
                    moved = True
    return label


def test_exact_agreement_joins_as_the_slow_twin_does():
    rng = np.random.default_rng(3)
    rows = [
        {
            "forename": str(rng.choice(["Corwen", "Isora", "Belan"])),
            "surname": str(rng.choice(["Ashley", "Fernham"])),
            "born": date(2012, 1, int(rng.integers(1, 5)))
            if rng.random() < 0.9
            else None,
            "postcode": str(rng.choice(["ZX1 1AA", "ZX1 1AB"])),
            "nhs_number": ["9999999999", "9999999980", None, None][rng.integers(0, 4)],
            "upn": ["P009000000000", "D009000000001", None, None][rng.integers(0, 4)],
        }
        for _ in range(60)
    ]
    rules = load().exact
    with database() as con:
        clean(con, records(*rows))
        found = parts(keys(con, rules))
        names = [c for c in IDENTITIES.names if c in {x for r in rules for x in r}]
        cleaned = con.execute(
            f"SELECT {', '.join(names)} FROM records ORDER BY unique_id"
        ).fetchall()
    twin = plain_parts([dict(zip(names, row, strict=True)) for row in cleaned], rules)
    assert len(set(found.tolist())) == len(set(twin))
    assert len(set(zip(found.tolist(), twin, strict=True))) == len(set(twin))


def test_spelling_moves_and_changed_over_names_are_one_child(crowd):
    found = link(
        among(
            crowd,
            {},
            ELSEWHERE | {"forename": "Corwne"},
            SCHOOL | {"forename": "Ashbrook", "surname": "Corwen"},
            {
                "agency": "ADULT_SERVICES",
                "contract": "adult_referrals",
                "postcode": "ZW9 9ZZ",
            },
            {
                "agency": "LOCAL_AUTHORITY",
                "contract": "council_children",
                "born": date(2012, 4, 3),
            },
        )
    )
    assert len(set(children(found, 1, 2, 3, 4, 5))) == 1


def test_twins_and_siblings_at_one_address_stay_apart(crowd):
    found = link(
        among(
            crowd,
            {},
            ELSEWHERE | {"forename": "Isora"},
            SCHOOL | {"forename": "Isora"},
            SCHOOL | {"forename": "Belan", "born": date(2014, 7, 9)},
        )
    )
    one, twin, same_twin, younger = children(found, 1, 2, 3, 4)
    assert twin == same_twin
    assert len({one, twin, younger}) == 3


def test_a_right_number_links_and_a_wrong_one_does_not(crowd):
    right = {
        "nhs_number": "9434765919",
        "postcode": None,
        "surname": "Fernham",
        "alias": None,
    }
    wrong = right | {"nhs_number": "9434765918", "born": date(2013, 9, 9)}
    found = link(
        among(crowd, {"nhs_number": "943 476 5919"}, ELSEWHERE | right, SCHOOL | wrong)
    )
    one, same, other = children(found, 1, 2, 3)
    assert one == same != other


def test_a_person_of_two_agencies_with_other_birth_dates_is_named(crowd):
    found = link(among(crowd, {}, ELSEWHERE | {"born": date(2012, 4, 3)}))
    [child, same] = children(found, 1, 2)
    assert child == same
    told = [row for row in found.differing.to_pylist() if row["child"] == child]
    assert [(row["token"], row["born"]) for row in told] == [
        (1, date(2012, 3, 4)),
        (2, date(2012, 4, 3)),
    ]


def test_people_join_and_split_before_anything_else(crowd):
    rows = among(
        crowd, {}, ELSEWHERE, SCHOOL | {"forename": "Umbert", "surname": "Quernley"}
    )
    [a, b, c] = children(link(rows), 1, 2, 3)
    assert a == b != c
    said = [decision(1, 1, 2, "SPLIT"), decision(2, 1, 3, "JOIN")]
    found = link(rows, decisions=said)
    [a, b, c] = children(found, 1, 2, 3)
    assert a == c != b
    assert ("PERSON", "2") in {(r["how"], r["rule"]) for r in found.links.to_pylist()}
    # The later word about a pair holds.
    taken_back = [*said, decision(3, 2, 1, "JOIN"), decision(4, 3, 1, "SPLIT")]
    [a, b, c] = children(link(rows, decisions=taken_back), 1, 2, 3)
    assert a == b != c


def test_who_was_split_does_not_come_back_through_a_third(crowd):
    rows = among(crowd, {}, ELSEWHERE, SCHOOL)
    found = link(rows, decisions=[decision(1, 1, 2, "SPLIT")])
    [a, b, c] = children(found, 1, 2, 3)
    assert a != b
    assert c in {a, b}


def test_decisions_that_contradict_are_named(crowd):
    said = [
        decision(4, 1, 2, "JOIN"),
        decision(7, 2, 3, "JOIN"),
        decision(9, 1, 3, "SPLIT"),
    ]
    with pytest.raises(
        LinkError, match="Decision 9 keeps two records apart that decisions 4, 7 joined"
    ):
        link(records({}, {}, {}), decisions=said)


def test_decisions_about_records_that_are_gone_are_told_not_forgotten(crowd):
    found = link(among(crowd, {}, {}), decisions=[decision(5, 1, 77, "SPLIT")])
    assert found.unheard == (5,)


def test_numbers_are_kept_and_new_ones_never_used_before(crowd):
    everything = among(crowd, {}, ELSEWHERE, SCHOOL | {"forename": "Umbert"})
    first = link(everything.slice(1))
    known = first.mapping
    again = link(everything, known=known)
    before = dict(zip(*(known[n].to_pylist() for n in ("token", "child")), strict=True))
    after = dict(
        zip(*(again.mapping[n].to_pylist() for n in ("token", "child")), strict=True)
    )
    assert after[1] == before[2]
    assert all(after[token] == child for token, child in before.items())
    split = link(
        everything, known=again.mapping, decisions=[decision(1, 1, 2, "SPLIT")]
    )
    [one, other] = children(split, 1, 2)
    assert after[1] in {one, other}
    assert max(one, other) == max(after.values()) + 1


@pytest.mark.parametrize(
    "table, words",
    [
        (records({}).drop_columns(["born"]), "lack the column born"),
        (records(), "no record"),
        (
            records({}).set_column(3, "local_id", pa.array([[1]])),
            "not in the shape of identities",
        ),
    ],
)
def test_records_that_cannot_be_linked_are_refused(table, words):
    with pytest.raises(LinkError, match=words):
        link(table)


@pytest.mark.parametrize(
    "known, words",
    [
        (pa.table({"token": [1]}), "not one of token and child"),
        (pa.table({"token": [1, 1], "child": [1, 2]}), "a token twice"),
        (pa.table({"token": [1], "child": [0]}), "without a number"),
    ],
)
def test_an_earlier_mapping_that_is_none_is_refused(known, words):
    with pytest.raises(LinkError, match=words):
        link(records({}), known=known)


def test_one_record_and_records_without_anything_are_linked_to_nobody():
    nothing = dict.fromkeys(("forename", "surname", "born", "sex", "postcode"))
    assert children(link(records({})), 1) == [1]
    assert children(link(records(nothing, ELSEWHERE | nothing)), 1, 2) == [1, 2]


def test_several_spellings_of_one_token_are_one_record(crowd):
    spelt = [{}, {"token": 1, "surname": "Fernham", "postcode": "ZX9 1AA"}]
    moved = ELSEWHERE | {"surname": "Fernham", "postcode": "ZX9 1AA"}
    found = link(among(crowd, *spelt, moved))
    tokens = found.mapping["token"].to_pylist()
    assert len(set(tokens)) == len(tokens) == crowd[0].num_rows + 2
    [one, other] = children(found, 1, 3)
    assert one == other
    assert all(row["left"] != row["right"] for row in found.links.to_pylist())
    apart = link(among(crowd, *spelt, moved), decisions=[decision(1, 1, 3, "SPLIT")])
    [one, other] = children(apart, 1, 3)
    assert one != other
    turned = link(
        among(
            crowd,
            *reversed([row | {"token": 1, "local_id": "P1"} for row in spelt]),
            moved | {"local_id": "P3"},
        )
    )
    assert turned.mapping["child"].equals(found.mapping["child"])


def test_hostile_names_are_only_letters():
    odd = "Robert'); DROP TABLE records;--\x00 " + "é" * 5_000
    found = link(records({"forename": odd}, ELSEWHERE | {"forename": odd.upper()}))
    assert children(found, 1, 2) == [1, 1]


def test_duckdb_is_kept_within_limits():
    with database(threads=1, memory="200MB") as con:
        settings = dict(
            con.execute("SELECT name, value FROM duckdb_settings()").fetchall()
        )
        assert settings["threads"] == "1"
        assert settings["max_temp_directory_size"] == "18.6 GiB"
        assert settings["autoinstall_known_extensions"] == "false"
        with pytest.raises(duckdb.Error):
            con.execute("INSTALL spatial")


def test_everything_of_row_is_a_column():
    assert set(ROW) | {"token", "local_id"} == set(IDENTITIES.names)
