"""A partnership's own spellings: read, refused, applied for all or for one agency."""

from __future__ import annotations

import tomllib

import pytest

from goldenthread.engine import contracts
from goldenthread.engine.contracts import own
from goldenthread.engine.errors import ContractError


TEXT = """
[contact_source]
"Hearthstone" = "8"
"Police" = "7"

[agencies.police.contact_source]
"Hearthstone" = "6"
"""


def written(folder, text=TEXT):
    path = folder / "spellings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def code(contract, text):
    return contract.field("contact_source").codes.code_of(text)


def test_spellings_of_all_and_of_one_agency(tmp_path):
    plain = contracts.load("ssd_contacts")
    spelt = own.read(written(tmp_path))
    mine = spelt.applied(plain)
    assert code(plain, "Hearthstone") is None
    assert code(mine, "HEARTHSTONE ") == "8"
    assert code(spelt.applied(plain, "POLICE"), "Hearthstone") == "6"
    # One's own goes before what the list says, and the list is as it was.
    assert (code(plain, "Police"), code(mine, "Police")) == ("6", "7")
    assert mine.field("contact_id") == plain.field("contact_id")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[colours]\n"a" = "b"\n',
            "at colours: there is no list of codes of this name",
        ),
        ('[sex]\n"a" = "b"\n', "at sex.\"a\": 'b' is none of F, M, X, U"),
        ("sex = 3\n", "at sex: a table of texts and codes is needed here"),
        ("[agencies]\nx = 3\n", "at agencies.x: a table is needed, not 3"),
        ("[[", "not readable as toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, said):
    with pytest.raises(ContractError) as why:
        own.read(written(tmp_path, text))
    assert said in str(why.value)


def test_a_list_beside_ones_own_contracts_is_known(tmp_path):
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "deck.toml").write_text(
        'name = "deck"\ntitle = "Deck"\nsource = "none"\nconfidence = "M"\n'
        '[codes]\nTOP = { label = "Top" }\n'
    )
    path = written(tmp_path, '[deck]\n"roof" = "TOP"\n')
    assert own.read(path, tmp_path).of("X", "deck") == (("roof", "TOP"),)
    with pytest.raises(ContractError, match="no list of codes"):
        own.read(path)


def test_what_is_written_to_fill_in_can_be_read_when_filled(tmp_path):
    sources = contracts.load_codes("contact_source")
    text = own.skeleton([(sources, 'Polise "DA" \\ unit'), (sources, "Zzz")])
    assert tomllib.loads(text) == {"contact_source": {}}
    lines = text.splitlines()
    assert any(line.startswith("# ") and "# 6" in line for line in lines)
    filled = text.replace('# "', '"').replace('"?"', '"6"')
    read = own.read(written(tmp_path, filled))
    assert read.of("", "contact_source") == (('Polise "DA" \\ unit', "6"), ("Zzz", "6"))
