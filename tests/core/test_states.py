"""Tables of moves: what they allow, and the page drawn from them."""

import pytest
from django.core.management import CommandError, call_command

from goldenthread.core.management.commands import draw_states
from goldenthread.core.states import Move, MoveRefused, MoveTable, write_all


LAMP = MoveTable(
    name="lamp",
    first="OFF",
    moves=(
        Move("light_lamp", "OFF", "ON", "the keeper"),
        Move("douse_lamp", "ON", "OFF"),
    ),
    labels={"OFF": "Off", "ON": "On"},
)
DRAWN = """# States and the moves between them

Drawn from the tables in each room's `states.py` by `goldenthread draw states`; a test
holds this page and the tables together. A move that is not here is refused.

## house

### Lamp

```mermaid
stateDiagram-v2
    [*] --> OFF
    OFF --> ON: light lamp (the keeper)
    ON --> OFF: douse lamp
```

| Step | From | To | Signed by |
| --- | --- | --- | --- |
| Light lamp | Off | On | the keeper |
| Douse lamp | On | Off |  |
"""


def test_move_the_table_has_is_answered():
    assert LAMP.move("light_lamp", "OFF") == LAMP.moves[0]


def test_move_the_table_lacks_is_refused_in_a_sentence():
    with pytest.raises(MoveRefused) as refusal:
        LAMP.move("douse_lamp", "OFF")
    assert str(refusal.value) == "Cannot douse lamp while the lamp is “off”."


def test_open_moves_are_those_from_the_state():
    assert LAMP.open_from("ON") == LAMP.moves[1:]


def test_page_has_a_diagram_and_its_twin_in_words():
    assert write_all({"house": (LAMP,)}) == DRAWN


def test_every_table_starts_somewhere_and_names_its_states():
    wrong = [
        (room, table.name)
        for room, tables in draw_states.tables().items()
        for table in tables
        for move in table.moves
        if not {table.first, move.source, move.target} <= set(table.labels)
    ]
    assert wrong == []


def test_docs_are_in_step_with_the_tables():
    call_command("draw_states", check=True)


def test_page_out_of_step_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(draw_states, "PAGE", tmp_path / "states.md")
    with pytest.raises(CommandError) as fault:
        call_command("draw_states", check=True)
    assert str(fault.value) == (
        "docs/states.md is out of step: run “goldenthread draw states”."
    )
    call_command("draw_states")
    call_command("draw_states", check=True)
