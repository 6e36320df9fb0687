"""Contracts: ours are sound, one more needs no code, an unsound one is told where."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from goldenthread.engine import cli, contracts
from goldenthread.engine.contracts import Role, Sensitivity, Type, loading
from goldenthread.engine.contracts.spelling import plain
from goldenthread.engine.errors import ContractError
from goldenthread.engine.shapes import Ethnicity, Kind, Sex


EVERY = pytest.mark.parametrize("name", contracts.names())

FERRY = """\
name = "ferry_crossings"
title = "Ferry crossings"
set = "ferry"
agency = "FERRY"
edition = "2026"
source = "Nobody"
confidence = "?"

[sheet]
titles = ["Crossings"]

[expected]
every = "MONTH"
within_days = 5

[child]
oldest = 18

[[fields]]
name = "ticket"
label = "Ticket"
type = "TEXT"
required = true
key = true
identity = "LOCAL_ID"
sensitivity = "IDENTIFYING"

[[fields]]
name = "sailed"
label = "Sailed on"
type = "DATE"
required = true

[[fields]]
name = "deck"
label = "Deck"
type = "CODE"
codes = "deck"

[[events]]
kind = "CONTACT"
on = "sailed"
sort = "deck"
source = { is = "FERRY" }
when = { field = "deck", except = ["HOLD"] }
"""
DECK = """\
name = "deck"
title = "Deck"
source = "Nobody"
confidence = "?"

[codes]
UPPER = { label = "Upper deck", word = "ABOVE", spellings = ["top"] }
HOLD = { label = "In the hold" }
"""


@pytest.fixture
def ferry(tmp_path):
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "deck.toml").write_text(DECK, encoding="utf-8")
    path = tmp_path / "ferry_crossings.toml"
    path.write_text(FERRY, encoding="utf-8")
    return path


def refused(path, old, new) -> str:
    """What is said once a piece of the file is another."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError) as why:
        contracts.load_file(path)
    return str(why.value)


@EVERY
def test_ours_is_sound(name):
    contract = contracts.load(name)
    assert contract.name == name
    assert contract.source
    assert contract.expected


def test_all_that_was_promised_is_there():
    assert len(contracts.load_set("annex_a")) == 11
    kinds = {r.kind for n in contracts.names() for r in contracts.load(n).events}
    assert kinds == set(Kind)


def test_a_set_is_in_the_order_of_its_numbers():
    assert [one.number for one in contracts.load_set("annex_a")] == list(range(1, 12))


@EVERY
def test_what_names_a_child_is_kept_as_identifying(name):
    open_roles = {Role.SEX, Role.ETHNICITY, Role.DISABLED, Role.AREA}
    for field in contracts.load(name).fields:
        if field.identity and field.identity not in open_roles:
            assert field.sensitivity is Sensitivity.IDENTIFYING, field.name


@EVERY
def test_no_event_carries_what_names_a_child(name):
    contract = contracts.load(name)
    for rule in contract.events:
        for column, value in rule.columns.items():
            for field in value.fields:
                kept = contract.field(field).sensitivity
                assert kept is not Sensitivity.IDENTIFYING, (rule.kind, column)


@EVERY
def test_sex_and_ethnic_group_are_the_words_of_the_shapes(name):
    contract = contracts.load(name)
    for role, words in ((Role.SEX, set(Sex)), (Role.ETHNICITY, set(Ethnicity))):
        field = contract.with_role(role)
        if field:
            assert set(field.codes.words.values()) == words


@EVERY
def test_no_spelling_means_two_codes(name):
    for field in contracts.load(name).fields:
        if field.type is Type.CODE:
            found = {}
            for code in field.codes.codes:
                for text in (code.code, *code.spellings):
                    earlier = found.setdefault(plain(text), code.code)
                    assert earlier == code.code, (field.codes.name, text)


@pytest.mark.parametrize(
    ("codes", "text", "code"),
    [
        ("sex", "a) Male", "M"),
        ("sex", " FEMALE ", "F"),
        ("sex", "c) Not stated/recorded", "U"),
        ("ethnicity", "a) WBRI", "WBRI"),
        ("ethnicity", "White – British", "WBRI"),
        ("contact_source", "p1) 5D: LA services", "5D"),
        ("contact_source", "g) 3A: Health services", "3A"),
        ("contact_source", "q) 6: Police", "6"),
        ("contact_source", "10", "10"),
        ("primary_need", "N1 - Abuse or neglect", "N1"),
        ("primary_need", "N5: something of its own", "N5"),
        ("legal_status", "C2: FCO", "C2"),
        ("closure", "RC8", "RC8"),
        ("abuse", "b) Physical abuse", "PHY"),
        ("abuse", "Physical abuse and neglect", "MUL"),
        ("closure", "RC7  Services ceased for any other reason", "RC7"),
        ("provider", "[PR4] Private provision", "PR4"),
        ("contact_source", "3A GP practice", "3A"),
        ("primary_need", "N12 something", None),
        ("sex", "1 of each", None),
        ("sex", "Malevolent", None),
        ("sex", "", None),
        ("contact_source", "Unpolice", None),
    ],
)
def test_a_code_is_found_by_its_spellings_and_never_guessed(codes, text, code):
    assert loading.load_codes(codes).code_of(text) == code


def test_one_more_contract_needs_no_code(ferry):
    contract = contracts.load_file(ferry)
    assert [one.name for one in contract.fields] == ["ticket", "sailed", "deck"]
    assert contract.field("deck").codes.code_of("TOP") == "UPPER"
    assert contract.field("deck").codes.words == {"UPPER": "ABOVE", "HOLD": "HOLD"}
    assert (contract.oldest, contract.unborn_days) == (18, 0)
    assert contracts.names(ferry.parent) == ("ferry_crossings",)
    assert contracts.load_set("ferry", ferry.parent) == (contract,)


def test_shared_fields_come_first_and_are_replaced_by_name(ferry):
    (ferry.parent / "shared").mkdir()
    held = """\
[[fields]]
name = "deck"
label = "Deck of old"
type = "TEXT"

[[fields]]
name = "weather"
label = "Weather"
type = "TEXT"
"""
    (ferry.parent / "shared" / "sea.toml").write_text(held, encoding="utf-8")
    text = FERRY.replace('confidence = "?"', 'confidence = "?"\nincludes = ["sea"]')
    ferry.write_text(text, encoding="utf-8")
    contract = contracts.load_file(ferry)
    assert [one.name for one in contract.fields] == [
        "deck",
        "weather",
        "ticket",
        "sailed",
    ]
    assert contract.field("deck").label == "Deck"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Ferry crossings"\n', "", ": “title” is missing."),
        ('set = "ferry"', "colour = 3", ": “colour” means nothing here."),
        ('agency = "FERRY"', "agency = 3", " at agency: text is needed, not 3."),
        ('agency = "FERRY"', 'agency = ""', " at agency: must not be empty."),
        ('name = "ferry_crossings"', 'name = "x"', ": the name 'x' is not the name"),
        ("oldest = 18", "oldest = true", " at child.oldest: a whole number is needed"),
        ('"TEXT"', '"WORDS"', " at fields[1].type: 'WORDS' is none of TEXT, DATE"),
        ('codes = "deck"', "", " at fields[3]: a field of type CODE, and no other"),
        ('codes = "deck"', 'codes = "none"', "none.toml: there is no such file."),
        ('codes = "deck"', 'codes = "../deck"', "is no name of a file of codes."),
        ('label = "Deck"', 'label = "TICKET"', "header “ticket” belongs to two fields"),
        ('name = "deck"', 'name = "sailed"', "field “sailed” stands there twice"),
        ('identity = "LOCAL_ID"', "", "no field has the identity LOCAL_ID"),
        ('kind = "CONTACT"', 'kind = "DANCE"', " at events[1].kind: 'DANCE' is none"),
        ('on = "sailed"', 'on = "deck"', " at events[1].on: “deck” has type CODE."),
        ('on = "sailed"', 'on = "x"', " at events[1].on: there is no field “x”."),
        ('sort = "deck"', 'number = { is = "3" }', "a field is needed, not a word"),
        ('except = ["HOLD"]', 'except = ["X"]', "“deck” has no code 'X'."),
        (', except = ["HOLD"]', "", "either “among” or “except” is needed"),
        ('every = "MONTH"', 'every = "DAY"', "at expected.every: 'DAY' is none of"),
        ('confidence = "?"', 'confidence = "X"', "at confidence: 'X' is none of V"),
        ('kind = "CONTACT"', 'kind = "CONTACT"\neach = "deck"', "is not of type CODES"),
        ("[child]", '[join]\ncontract = "x"\n[child]', " at join: “on” is missing"),
        (
            "[child]",
            '[join]\ncontract = "x"\non = "deck"\nkey = "y"\ntakes = { z = "z" }\n[child]',
            " at join: there is no field “z”.",
        ),
        ("[sheet]", "[[sheet", "not readable as toml"),
    ],
)
def test_an_unsound_contract_is_told_where(ferry, old, new, said):
    assert said in refused(ferry, old, new)


def test_an_unknown_name_is_refused():
    with pytest.raises(ContractError, match=re.escape("no contract “nothing”")):
        contracts.load("nothing")
    with pytest.raises(ContractError, match="no set of contracts “nothing”"):
        contracts.load_set("nothing")


def test_the_console_lists_shows_and_gives_a_blank(capsys):
    assert cli.main(["contracts"]) == 0
    listed = capsys.readouterr().out
    assert len(listed.splitlines()) == len(contracts.names())
    assert cli.main(["contracts", "annex_a_1"]) == 0
    shown = capsys.readouterr().out
    assert "annex_a_1: Annex A list 1: contacts" in shown
    assert "  Date of Contact: DATE; required" in shown
    assert "makes CONTACT on contact_date, source contact_source" in shown
    assert cli.main(["contracts", "annex_a_1", "--blank"]) == 0
    header = "Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years),"
    blank = capsys.readouterr().out
    assert blank == header + "Date of Contact,Contact Source\n"
    assert cli.main(["contracts", "nothing"]) == 1


def test_a_folder_of_ones_own_is_listed_and_checked_by(ferry, capsys):
    own = ["--contracts", str(ferry.parent)]
    assert cli.main(["contracts", *own]) == 0
    assert capsys.readouterr().out.split() == [
        "ferry_crossings",
        "FERRY",
        "Ferry",
        "crossings",
    ]
    sent = ferry.parent / "sent.csv"
    sent.write_text("Ticket,Sailed on,Deck\n1,31/01/2025,Top\n", encoding="utf-8")
    words = ["check", str(sent), "--contract", "ferry", "--today", "2025-03-31", *own]
    assert cli.main(words) == 0
    assert "ferry_crossings: 1 rows" in capsys.readouterr().out
    sent.write_text("Ticket,Sailed on,Deck\n1,31/01/2025,Mast\n", encoding="utf-8")
    assert cli.main(words) == 1
    assert "row 2, column Deck: 'Mast'" in capsys.readouterr().out


def test_its_commands_load_none_of_the_libraries():
    code = (
        "import sys; from goldenthread.engine.contracts import commands;"
        "from goldenthread.engine.intake import commands;"
        "sys.exit(bool({'polars', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
