"""`goldenthread engine contracts`: what agencies are asked for, listed and shown."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


DESCRIPTION = """\
Without a name: every contract, with its set and the agency it is asked of.
With a name: its columns, codes and the events its rows make. With --blank, an empty
csv to fill in.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "contracts",
        help="list what agencies are asked for, or show one contract",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example: goldenthread engine contracts police_missing",
    )
    parser.add_argument("name", nargs="?", help="a contract, or a set such as annex_a")
    parser.add_argument(
        "--blank", action="store_true", help="print the header line of a csv instead"
    )
    add_folder(parser)
    parser.set_defaults(run=run)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """The option by which any command that reads contracts takes others."""
    parser.add_argument(
        "--contracts",
        type=Path,
        metavar="DIR",
        help="a folder of contracts of your own, instead of those that come with it",
    )


def add_spellings(parser: argparse.ArgumentParser) -> None:
    """The option by which a partnership adds its own spellings of codes."""
    parser.add_argument(
        "--spellings",
        type=Path,
        metavar="FILE",
        help='a toml file of your own spellings of codes: [LIST] and lines "text" ='
        ' "CODE"; under [agencies.AGENCY.LIST] for one agency alone',
    )


def run(wanted: argparse.Namespace) -> int:
    from goldenthread.engine import contracts

    folder = wanted.contracts or contracts.CONTRACTS_FOLDER
    if wanted.name is None:
        every = [contracts.load(name, folder) for name in contracts.names(folder)]
        width = max((len(one.name) for one in every), default=0)
        for one in every:
            print(f"{one.name:<{width}}  {one.agency:<18}  {one.title}")
        return 0
    for one in contracts.load_set(wanted.name, folder):
        print(_blank(one) if wanted.blank else _shown(one))
    return 0


def _blank(contract: Any) -> str:
    import csv
    import io

    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(
        f.label for f in contract.fields if f.name not in contract.joined
    )
    return line.getvalue()


def _shown(contract: Any) -> str:
    lines = [
        f"{contract.name}: {contract.title}",
        f"  asked of {contract.agency}, edition {contract.edition}"
        f" ({contract.confidence}: {contract.source})",
    ]
    if contract.expected:
        due = contract.expected
        lines.append(f"  due every {due.every}, within {due.within_days} days")
    lines += [_field(one) for one in contract.fields]
    lines += [f"  makes {rule.kind} on {_from(rule)}" for rule in contract.events]
    return "\n".join(lines) + "\n"


def _field(one: Any) -> str:
    marks = [
        one.type,
        *(["key"] if one.key else []),
        *(["required"] if one.required else []),
        *([f"identity {one.identity}"] if one.identity else []),
        *([f"codes {', '.join(c.code for c in one.codes.codes)}"] if one.codes else []),
    ]
    return f"  {one.label}: {'; '.join(marks)}"


def _from(rule: Any) -> str:
    held = "".join(
        f", {name} {value.word or ' or '.join(value.fields)}"
        for name, value in rule.columns.items()
    )
    return " or ".join(rule.on.fields) + held
