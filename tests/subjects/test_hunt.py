"""Names hunted before anything is published (rules N3, N5)."""

import pytest

from goldenthread.subjects.services import hunt


@pytest.mark.parametrize(
    "line, name, held",
    [
        ("Concerns about Marigold Canary were shared.", "Marigold Canary", True),
        ("Concerns about MARIGOLD-CANARY were shared.", "Marigold Canary", True),
        ("Concerns about Marigold Cannary were shared.", "Marigold Canary", True),
        ("Concerns about Marygold Kanary were shared.", "Marigold Canary", True),
        ("Concerns about Marigold were shared.", "Marigold Canary", False),
        ("Numbers rose in the year.", "Rowe", False),
        ("The Rowe family", "Rowe", True),
        ("The Marsh area", "Marshall", False),
        ("Élodie was seen", "Elodie", True),
        ("a child’s hopes", "Child S", False),
        ("Marigold Canary’s hopes", "Marigold Canary", True),
    ],
)
def test_a_name_is_found_exactly_folded_and_nearly_spelled(line, name, held):
    assert hunt.holds_any(line, [tuple(hunt.words(name))]) is held


def test_names_are_found_across_signs_but_not_across_lines():
    wanted = [("marigold", "canary")]
    assert hunt.holds_any("seen with Marigold (Canary)", wanted)
    assert not any(hunt.holds_any(one, wanted) for one in ("Marigold", "Canary"))
