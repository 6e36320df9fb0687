"""Check digits, models, decisions, numbers, reasons, quality, and the shell."""

import json
import stat
import tomllib
from datetime import date
from importlib.resources import files as package_files

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine import cli
from goldenthread.engine.errors import LinkError
from goldenthread.engine.link import files
from goldenthread.engine.link.deciding import Verdict, from_rows, in_force
from goldenthread.engine.link.joining import DECIDED, Groups, join
from goldenthread.engine.link.model import Thresholds, from_table, load, load_file
from goldenthread.engine.link.numbering import numbers
from goldenthread.engine.link.quality import quality
from goldenthread.engine.link.reasons import reasons
from tests.engine.link.conftest import records


FEW = settings(derandomize=True, max_examples=60, deadline=None)


def model_table():
    text = (
        package_files("goldenthread.engine.link").joinpath("models/1.toml").read_text()
    )
    return tomllib.loads(text)


def changed(*path, to):
    table = model_table()
    place = table
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return table


@pytest.mark.parametrize(
    "table, words",
    [
        (changed("thresholds", "link", to=0.2), "rise from doubtful"),
        (changed("thresholds", "same_table", to=1.0), "between 0 and 1"),
        (changed("exact", 0, "columns", to=["shoe_size"]), "shoe_size"),
        (changed("blocking", "crossed", to=[["forename"]]), "does not say"),
        (changed("comparison", 0, "levels", 0, "m", to=1.5), "chances of forename"),
        (changed("comparison", 3, "levels", 1, "sql", to="1 = 1"), "end in one level"),
        ({}, "does not say what a model must say"),
    ],
)
def test_models_that_do_not_say_what_they_must_are_refused(table, words):
    with pytest.raises(LinkError, match=words):
        from_table(table)


def test_models_are_found_by_version_and_file(tmp_path):
    with pytest.raises(LinkError, match="no model '9'; there are: 1"):
        load("9")
    with pytest.raises(LinkError, match="cannot be read"):
        load_file(tmp_path / "none.toml")
    assert load().version == "1"


def test_weights_of_a_comparison_differ_so_that_a_level_is_known_by_its_weight():
    for comparison in load().comparisons:
        weights = [round(level.weight, 6) for level in comparison.levels]
        assert len(set(weights)) == len(weights)
        assert 0 not in weights


def row(
    number, one=1, other=2, verdict="JOIN", by="A", on="2025-04-01", reason="Seen."
):
    return dict(
        zip(files.FIELDS, (number, one, other, verdict, by, on, reason), strict=True)
    )


@pytest.mark.parametrize(
    "rows, words",
    [
        ([row(1, 2, 2)], "about one record only"),
        ([row(1, by=" ")], "by whom or why"),
        ([row(1, reason="")], "by whom or why"),
        ([row(1, verdict="MAYBE")], "cannot be read"),
        ([row(1, on="yesterday")], "cannot be read"),
        ([{"number": 1}], "cannot be read"),
        ([row(1), row(1, 3, 4)], "the number 1"),
        (
            [row(1), row(2, 1, 3, "SPLIT"), row(3, 2, 3)],
            "Decision 2 .* decisions 1, 3 joined",
        ),
    ],
)
def test_decisions_that_cannot_hold_are_refused(rows, words):
    with pytest.raises(LinkError, match=words):
        in_force(from_rows(rows))


def test_the_last_word_about_a_pair_holds():
    kept = in_force(from_rows([row(2, 2, 1, "SPLIT"), row(1), row(5, 8, 9)]))
    assert {(one.number, one.verdict) for one in kept} == {
        (2, Verdict.SPLIT),
        (5, Verdict.JOIN),
    }


LIMITS = Thresholds(link=0.9, doubtful=0.3, same_table=0.99)


def test_the_surest_pair_goes_first_and_takes_the_table():
    groups = Groups.of([1, 1, 2])
    made = join(
        groups, np.array([0, 1]), np.array([2, 2]), np.array([0.95, 0.97]), LIMITS
    )
    assert made.used.tolist() == [False, True]
    assert made.why == ["SAME_TABLE", ""]
    assert groups.find(1) == groups.find(2) != groups.find(0)


def test_what_is_kept_apart_stays_so_through_others():
    groups = Groups.of([1, 2, 4])
    groups.keep_apart(0, 2)
    ends = np.array([0, 1]), np.array([1, 2])
    made = join(groups, *ends, np.array([0.99, 0.98]), LIMITS)
    assert made.why == ["", DECIDED]
    assert groups.find(2) not in {groups.find(0), groups.find(1)}


def plain_numbers(tokens, groups, known):
    """Slow and obvious: let the strongest claim choose, one after the other."""
    claims, given = {}, {}
    for token, group in zip(tokens, groups, strict=True):
        if token in known:
            key = (group, known[token])
            claims[key] = claims.get(key, 0) + 1
    first = {
        g: min(t for t, h in zip(tokens, groups, strict=True) if h == g) for g in groups
    }
    for (group, child), _ in sorted(
        claims.items(), key=lambda c: (-c[1], c[0][1], first[c[0][0]])
    ):
        if group not in given and child not in given.values():
            given[group] = child
    new = max(known.values(), default=0)
    for group in sorted(set(groups) - set(given), key=first.__getitem__):
        new += 1
        given[group] = new
    return [given[group] for group in groups]


@FEW
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 6)),
        min_size=1,
        unique_by=lambda r: r[0],
    ),
    st.dictionaries(st.integers(1, 40), st.integers(1, 9)),
)
def test_numbers_are_given_as_the_slow_twin_gives_them(rows, known):
    rows.sort()
    tokens, groups = (list(column) for column in zip(*rows, strict=True))
    got = numbers(
        np.array(tokens, dtype=np.uint64),
        np.array(groups),
        np.array(list(known), dtype=np.uint64),
        np.array(list(known.values()), dtype=np.uint64),
    )
    assert got.tolist() == plain_numbers(tokens, groups, known)


@FEW
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)
)
def test_quality_counts_pairs(labels):
    true, found = (
        np.array(column, dtype=np.uint64) for column in zip(*labels, strict=True)
    )
    pairs = [(a, b) for a in range(len(true)) for b in range(a)]
    linked = [p for p in pairs if found[p[0]] == found[p[1]]]
    real = [p for p in pairs if true[p[0]] == true[p[1]]]
    right = len(set(linked) & set(real))
    got = quality(true, found)
    assert got.precision == pytest.approx(right / len(linked) if linked else 1)
    assert got.recall == pytest.approx(right / len(real) if real else 1)
    assert 0 <= got.f1 <= 1


def test_reasons_add_up_to_the_probability(linked):
    model, seen = load(), 0
    for link in linked.links.to_pylist():
        told = reasons(model, link)
        assert told
        if link["how"] == "MODEL":
            seen += 1
            pairs_each = (linked.mapping.num_rows - 1) / 2
            prior = model.links_per_record / pairs_each
            total = sum(link["weights"]) + sum(link["commons"])
            odds = prior / (1 - prior) * 2**total
            assert odds / (1 + odds) == pytest.approx(link["probability"], abs=1e-6)
            named = [level.says for c in model.comparisons for level in c.levels]
            assert any(reason.says in named for reason in told)
    assert seen > 50


def test_from_the_shell(tmp_path, capsys):
    rows = records({}, {"agency": "HEALTH"}, {"forename": "Isora", "agency": "SCHOOL"})
    pq.write_table(rows, tmp_path / "a.parquet")
    said, out = tmp_path / "said.csv", tmp_path / "run"
    words = ["link", "decide", str(said), "split", "1", "2", "--by", "A. N. Other"]
    assert cli.main([*words, "--on", "2025-04-01", "--reason", "Two girls."]) == 0
    assert (
        cli.main(
            [*words[:3], "join", *words[4:], "--on", "2025-04-02", "--reason", "No."]
        )
        == 0
    )
    run = [
        "link",
        "run",
        str(tmp_path / "a.parquet"),
        "--decisions",
        str(said),
        "--out",
        str(out),
    ]
    assert cli.main(run) == 0
    assert "3 records are 2 children" in capsys.readouterr().out
    about = json.loads((out / "run.json").read_text())
    assert (about["model"], about["records"], about["links"]["PERSON"]) == ("1", 3, 1)
    assert {stat.S_IMODE(p.stat().st_mode) for p in [*out.iterdir(), said]} == {0o600}
    assert cli.main(["link", "why", str(out), "1", "2"]) == 0
    assert "joined by decision 2" in capsys.readouterr().out
    again = ["link", "run", str(tmp_path / "a.parquet"), "--known", str(out), "--out"]
    assert cli.main([*again, str(tmp_path / "later")]) == 0
    both = [pq.read_table(p / "mapping.parquet") for p in (out, tmp_path / "later")]
    assert both[0].equals(both[1])


def test_the_shell_refuses_in_one_sentence_and_leaves_nothing(tmp_path, capsys):
    pq.write_table(records({}), tmp_path / "a.parquet")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    (tmp_path / "bad.csv").write_text("a,b\n")
    (tmp_path / "taken").mkdir()
    good, out = str(tmp_path / "a.parquet"), str(tmp_path / "out")
    for words, said in (
        (
            ["run", str(tmp_path / "bad.parquet"), "--out", out],
            "cannot be read as Parquet",
        ),
        (
            ["run", str(tmp_path / "no.parquet"), "--out", out],
            "cannot be read as Parquet",
        ),
        (["run", good, "--out", str(tmp_path / "taken")], "already"),
        (["run", good, "--model", "7", "--out", out], "no model '7'"),
        (
            ["run", good, "--decisions", str(tmp_path / "bad.csv"), "--out", out],
            "columns",
        ),
        (
            ["run", good, "--known", str(tmp_path / "taken"), "--out", out],
            "cannot be read",
        ),
        (["why", str(tmp_path / "taken"), "1", "2"], "not what a run"),
    ):
        assert cli.main(["link", *words]) == 1
        told = capsys.readouterr().err
        assert said in told
        assert told.count("\n") == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"a.parquet", "bad.parquet", "bad.csv", "taken"}


def test_a_contradicting_decision_is_not_kept(tmp_path):
    path = tmp_path / "said.csv"
    about = {"by": "A", "on": date(2025, 4, 1), "reason": "Seen."}
    files.decide(path, 1, 2, Verdict.JOIN, **about)
    files.decide(path, 2, 3, Verdict.JOIN, **about)
    before = path.read_bytes()
    with pytest.raises(LinkError, match="Decision 3 keeps"):
        files.decide(path, 1, 3, Verdict.SPLIT, **about)
    assert path.read_bytes() == before
    assert [d.number for d in files.decisions(path)] == [1, 2]


def test_files_of_other_columns_are_not_put_together(tmp_path):
    pq.write_table(records({}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"token": ["x"]}), tmp_path / "b.parquet")
    with pytest.raises(LinkError, match="same columns"):
        files.tables([tmp_path / "a.parquet", tmp_path / "b.parquet"])
