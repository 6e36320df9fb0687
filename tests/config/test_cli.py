"""The console program: what it lists, what it runs, how it refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.base import BaseCommand, CommandError

from goldenthread import __version__
from goldenthread.config import cli


ROOT = Path(__file__).resolve().parents[2]


class Build(BaseCommand):
    help = "Build the report.\nMore words."
    group = "report"
    examples = ("goldenthread report build 2024-25 --out DIR",)

    def add_arguments(self, parser):
        parser.add_argument("year")

    def handle(self, **options):
        if options["year"] == "bad":
            raise CommandError("There is no such year.", returncode=3)
        self.stdout.write(f"built {options['year']}")


@pytest.fixture
def commands(monkeypatch):
    known = {"report_build": Build, "report_check": Build, "figures": Build}
    monkeypatch.setattr(cli, "names", lambda: [*known, *cli.BORROWED])
    monkeypatch.setattr(cli, "load", lambda name: known[name]())
    return known


def test_two_words_name_a_command(commands):
    words = ["report", "build", "2024-25", "--out", "x"]
    assert cli.resolve(words) == ("report_build", ["2024-25", "--out", "x"])


def test_one_word_names_a_command(commands):
    assert cli.resolve(["figures", "2024-25"]) == ("figures", ["2024-25"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["figure"],
            "There is no command “figure”. Did you mean “figures”? "
            "“goldenthread --help” lists them.",
        ),
        (["zzz"], "There is no command “zzz”. “goldenthread --help” lists them."),
        (
            ["report", "biuld"],
            "“report biuld” is not a command; there is: report build, report check.",
        ),
    ],
)
def test_unknown_command_gets_one_sentence(commands, words, sentence):
    with pytest.raises(CommandError) as refused:
        cli.resolve(words)
    assert (str(refused.value), refused.value.returncode) == (sentence, 2)


def test_overview_teaches_by_group(commands):
    assert cli.overview() == (
        cli.OPENING
        + """
The report:
  figures                Build the report.
  report build           Build the report.
  report check           Build the report.
  For example:
    goldenthread report build 2024-25 --out DIR

Agencies’ data:
  engine                 Read, link and count agencies’ data.

Looking after it:
  check                  Look for mistakes in the set-up.
  keys                   Make the keys that are missing.
  migrate                Bring the database's tables up to date.
"""
        + cli.CLOSING
    )


def test_command_runs_with_its_words(commands, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", "build", "2024-25"])
    assert (ended.value.code, capsys.readouterr().out) == (0, "built 2024-25\n")


def test_refusal_of_a_command_is_one_line_and_its_code(commands, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", "build", "bad"])
    assert ended.value.code == 3
    assert capsys.readouterr().err == "goldenthread: There is no such year.\n"


def test_option_before_command_is_refused(commands, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--out", "x"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "goldenthread: “--out” comes after a command.\n"


def test_help_of_a_command_shows_its_examples(commands, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", "build", "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert shown.startswith("usage: goldenthread report build")
    assert "goldenthread report build 2024-25 --out DIR" in shown


def test_every_real_command_says_its_group_and_one_sentence():
    found = cli.entries()
    assert [entry.name for entry in found if entry.group not in cli.GROUPS] == []
    assert [entry.name for entry in found if not entry.help.endswith(".")] == []


def _run(words: list[str], home: Path) -> subprocess.CompletedProcess:
    environment = {
        "PATH": os.environ["PATH"],
        "GOLDENTHREAD_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-m", "goldenthread.config.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_version_needs_no_keys(tmp_path):
    assert _run(["--version"], tmp_path).stdout == f"{__version__}\n"


def test_missing_keys_stop_the_start_in_one_sentence(tmp_path):
    done = _run(["check"], tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "goldenthread: The secret key is missing: it signs sessions and forms. Set "
        "GOLDENTHREAD_SECRET_KEY, or run “goldenthread keys” to make the keys in "
        f"{tmp_path / 'keys'}.\n"
    )


def test_wrong_database_key_stops_the_start_in_one_sentence(tmp_path):
    _run(["keys"], tmp_path)
    assert _run(["migrate", "sessions", "--verbosity=0"], tmp_path).returncode == 0
    (tmp_path / "keys" / "database").write_text("ab" * 32)
    done = _run(["prepare"], tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"goldenthread: The database key does not open "
        f"{tmp_path / 'goldenthread.sqlite3'}: it is not the key this file was made "
        "with, or the file is damaged.\n"
    )
