"""Editions kept as files."""

import stat

import pytest

from goldenthread.engine.disclosure import (
    Dimension,
    Mark,
    Ratio,
    Table,
    profile,
    protect,
)
from goldenthread.engine.disclosure.kept import keep, kept
from goldenthread.engine.errors import DisclosureError


def test_an_edition_is_the_same_when_read_again(tmp_path):
    area = Dimension.flat("area", ("a", "b", "c", "d"))
    cells = {
        ("a",): 3,
        ("b",): 9,
        ("c",): 20,
        ("d",): Mark.NOT_APPLICABLE,
        ("ALL",): 32,
    }
    people = Table(
        "children", (Dimension("area"),), {(one,): 100 for one in [*"abcd", "ALL"]}
    )
    rate = Ratio("rate", "n", "children", 10_000, share=False, over=people)
    done = protect([Table("n", (area,), cells)], profile("partnership"), ratios=[rate])
    path = tmp_path / "edition.json"
    keep(done.edition, path)
    assert kept(path) == done.edition
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 1, "name": 3}'])
def test_what_is_no_edition_is_refused(tmp_path, text):
    path = tmp_path / "edition.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DisclosureError) as refused:
        kept(path)
    assert str(refused.value).startswith("edition.json is no edition that was kept:")


def test_another_form_is_refused(tmp_path):
    path = tmp_path / "edition.json"
    path.write_text('{"form": 9}', encoding="utf-8")
    with pytest.raises(DisclosureError) as refused:
        kept(path)
    assert str(refused.value) == "edition.json is an edition of form 9."
