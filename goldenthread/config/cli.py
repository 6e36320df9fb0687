"""The console program.

`goldenthread report build` runs the management command
`report_build` of whichever room has it.

A room's command says in its class what `--help` should teach: `help` (one
sentence), `group` (one of GROUPS) and `examples` (lines to copy).
"""

import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError


GROUPS = {
    "run": "Run it",
    "report": "The report",
    "record": "The record",
    "data": "Agencies’ data",
    "care": "Looking after it",
}
# Django's own commands worth knowing; the rest are under `manage`.
BORROWED = {
    "migrate": ("care", "Bring the database's tables up to date."),
    "check": ("care", "Look for mistakes in the set-up."),
}
OPENING = """goldenthread: the record of a safeguarding partnership, and its report.

Usage: goldenthread COMMAND [OPTIONS]
"""
CLOSING = """
goldenthread COMMAND --help says more about one command.
goldenthread manage COMMAND runs any command of Django's.
Settings are read from the environment: see docs/deploy.md.
"""


@dataclass(frozen=True)
class Entry:
    name: str
    group: str
    help: str
    examples: tuple[str, ...]

    @property
    def words(self) -> str:
        return self.name.replace("_", " ")


def main(argv: list[str] | None = None) -> None:
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    try:
        sys.exit(run(words))
    except (CommandError, ImproperlyConfigured) as error:
        _stop(str(error), getattr(error, "returncode", 1))
    except DatabaseError as error:
        _stop(f"The database did not answer as it should: {error}".strip())
    except KeyboardInterrupt:
        _stop("Stopped.", 130)
    except BrokenPipeError:
        # The reader went away (`| head`); nothing is left to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def run(words: list[str]) -> int:
    if words[:1] == ["keys"]:
        return _make_keys(words[1:])
    if words[:1] == ["--version"]:
        from goldenthread import __version__

        print(__version__)
        return 0
    if words[:1] == ["engine"]:
        from goldenthread.engine.cli import main as engine

        return engine(words[1:])
    _set_up()
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if words[0] == "manage":
        return _manage(words[1:])
    return _run_command(words)


def _set_up() -> None:
    import django  # late: `keys` and `--version` must work before any key exists

    django.setup()


def overview() -> str:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries():
        grouped[entry.group].append(entry)
    parts = [OPENING]
    for group, title in GROUPS.items():
        if grouped[group]:
            parts.append(_section(title, grouped[group]))
    return "\n".join(parts) + CLOSING


def _section(title: str, found: list[Entry]) -> str:
    lines = [f"{title}:"]
    lines += [f"  {entry.words:<22} {entry.help}" for entry in found]
    examples = dict.fromkeys(line for entry in found for line in entry.examples)
    if examples:
        lines += ["  For example:", *(f"    {example}" for example in examples)]
    return "\n".join(lines) + "\n"


def entries() -> list[Entry]:
    """Every command of the rooms, and the few of Django's worth knowing."""
    own = [_entry(name, load(name)) for name in names() if name not in BORROWED]
    borrowed = [Entry(name, *rest, ()) for name, rest in BORROWED.items()]
    keys = Entry("keys", "care", "Make the keys that are missing.", ())
    engine = Entry("engine", "data", "Read, link and count agencies’ data.", ())
    return sorted([*own, *borrowed, keys, engine], key=lambda entry: entry.name)


def _entry(name: str, command: BaseCommand) -> Entry:
    group = getattr(command, "group", "care")
    first_line = (command.help or "").strip().split("\n")[0]
    return Entry(name, group, first_line, tuple(getattr(command, "examples", ())))


def names() -> list[str]:
    from django.core.management import get_commands

    own = [name for name, app in get_commands().items() if _is_ours(app)]
    return [*own, *BORROWED]


def _is_ours(app: Any) -> bool:
    return str(getattr(app, "__module__", app)).startswith("goldenthread.")


def load(name: str) -> BaseCommand:
    from django.core.management import get_commands, load_command_class

    app: Any = get_commands()[name]
    return app if isinstance(app, BaseCommand) else load_command_class(app, name)


def resolve(words: list[str]) -> tuple[str, list[str]]:
    """The longest run of words that names a command, and what follows it."""
    known = set(names())
    leading = []
    for word in words:
        if word.startswith("-"):
            break
        leading.append(word.replace("-", "_"))
    for length in range(min(len(leading), 3), 0, -1):
        name = "_".join(leading[:length])
        if name in known:
            return name, words[length:]
    raise CommandError(_unknown(leading, sorted(known)), returncode=2)


def _unknown(leading: list[str], known: list[str]) -> str:
    asked = " ".join(leading)
    inside = [name for name in known if name.startswith(f"{leading[0]}_")]
    if inside:
        listed = ", ".join(name.replace("_", " ") for name in inside)
        return f"“{asked}” is not a command; there is: {listed}."
    near = get_close_matches("_".join(leading), known, n=1)
    hint = f" Did you mean “{near[0].replace('_', ' ')}”?" if near else ""
    return f"There is no command “{asked}”.{hint} “goldenthread --help” lists them."


def _run_command(words: list[str]) -> int:
    if words[0].startswith("-"):
        raise CommandError(f"“{words[0]}” comes after a command.", returncode=2)
    name, rest = resolve(words)
    command = load(name)
    parser = command.create_parser("goldenthread", name.replace("_", " "))
    parser.epilog = _epilog(command)
    options = vars(parser.parse_args(rest))
    args = options.pop("args", ())
    command.execute(*args, **options)
    return 0


def _epilog(command: BaseCommand) -> str:
    examples = getattr(command, "examples", ())
    return "\n".join(
        ["Examples:", *(f"  {line}" for line in examples)] * bool(examples)
    )


def _manage(words: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["goldenthread manage", *words])
    return 0


def _make_keys(words: list[str]) -> int:
    from goldenthread.config import environment

    if words:
        print("goldenthread keys: makes each key that is missing. No options.")
        return 0 if words[0] in {"-h", "--help"} else 2
    made = environment.make_keys()
    for path in made:
        print(f"Made {path}")
    if not made:
        print(f"All keys are in {environment.home() / 'keys'}.")
    return 0


def _stop(sentence: str, code: int = 1) -> None:
    print(f"goldenthread: {sentence}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
