"""The rooms of the house that hold tables or pages, from the top floor down."""

from importlib.util import find_spec


FLOORS = (
    ("config",),
    ("desk",),
    ("report",),
    ("governance", "reviews", "audits", "panels", "training", "dataset"),
    ("thread", "subjects"),
    ("partnership",),
    ("core",),
)
ROOMS = tuple(room for floor in FLOORS for room in floor)


def built() -> list[str]:
    """The rooms that exist; a room not needed yet has no empty shell."""
    names = [f"goldenthread.{room}" for room in ROOMS]
    return [name for name in names if find_spec(name) is not None]


def names_built() -> list[str]:
    """The same without the package's name."""
    return [name.rpartition(".")[2] for name in built()]
