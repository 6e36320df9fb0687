"""A model counted without the truth links as well as the one that was counted with it."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import cli
from goldenthread.engine.errors import LinkError
from goldenthread.engine.link import training
from goldenthread.engine.link.linking import link
from goldenthread.engine.link.model import load, load_file, text_of
from goldenthread.engine.link.quality import quality
from goldenthread.engine.synth.agencies import sent
from goldenthread.engine.synth.telling import pieces
from tests.engine.link.conftest import records


@pytest.fixture(scope="module")
def trained(crowd):
    return training.train(crowd[0], load(), pairs=300_000)


def weights(model):
    return {
        level.says: level.weight for one in model.comparisons for level in one.levels
    }


def test_chances_come_out_as_the_truth_has_them(trained):
    shipped, counted = weights(load()), weights(trained.model)
    assert trained.kept == ("another forename",)
    assert counted["another forename"] < -20
    # A number that agrees weighs most; what differs weighs against.
    for says, weight in counted.items():
        if abs(shipped[says]) > 2:
            assert weight * shipped[says] > 0, says
    for one in trained.model.comparisons:
        first, last = one.levels[0], one.levels[-1]
        assert first.weight > last.weight
        assert 0.95 < sum(level.u for level in one.levels) < 1.05
    both = np.array([[shipped[says], counted[says]] for says in shipped]).T
    assert np.corrcoef(both)[0, 1] > 0.9


@pytest.mark.parametrize("level", ["clean", "middling", "heavy"])
def test_it_links_no_worse_at_any_level_of_dirt(trained, level):
    [piece] = pieces(1_500, seed=11)
    made = sent(piece, 11, level)
    truth = made.records.sort("token")["child"].to_numpy()
    shipped, counted = (
        quality(truth, link(made.identities, model=one).mapping["child"].to_numpy())
        for one in (load(), trained.model)
    )
    assert counted.precision > shipped.precision - 0.005
    assert counted.recall > shipped.recall - 0.01


def test_it_is_written_for_a_person_to_read_and_replaces_nothing(trained, tmp_path):
    out = tmp_path / "2.toml"
    base = text_of("1")
    made = training.write(trained, base, out, version="2-county", source='x "y"')
    assert load_file(out) == made
    assert (made.version, made.source) == ("2-county", "x 'y'")
    assert made.thresholds == load().thresholds
    assert made.exact == load().exact
    text = out.read_text("utf-8")
    assert text.splitlines()[-1].startswith("]")
    assert len(text.splitlines()) == len(base.splitlines())
    for says, weight in weights(made).items():
        assert weight == pytest.approx(weights(trained.model)[says], abs=0.02)
    with pytest.raises(LinkError, match="something at"):
        training.write(trained, base, out, version="3", source="")
    with pytest.raises(LinkError, match="is no version"):
        training.write(trained, base, tmp_path / "3.toml", version='"\n', source="")
    assert load() == load("1")


def test_few_records_are_refused(tmp_path, capsys):
    few = tmp_path / "few.parquet"
    pq.write_table(records(*[{}] * 9), few)
    words = ["link", "train", str(few), "--out", str(tmp_path / "m.toml")]
    assert cli.main([*words, "--version", "2"]) == 1
    assert "9 records are too few to count from" in capsys.readouterr().err
    assert not (tmp_path / "m.toml").exists()


def test_the_command_shows_old_and_new_weights(
    crowd, trained, tmp_path, capsys, monkeypatch
):
    path, out = tmp_path / "i.parquet", tmp_path / "m.toml"
    pq.write_table(crowd[0], path)
    monkeypatch.setattr(training, "train", lambda *given: trained)
    words = ["link", "train", str(path), "--out", str(out), "--version", "2"]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "forename the same" in said
    assert "Not counted, and as in the first model: another forename." in said
    assert load_file(out).version == "2"
