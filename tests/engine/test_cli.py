"""The engine from the shell: no Django, one sentence for what it refuses."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from goldenthread.engine import cli
from goldenthread.engine.errors import EngineError


def test_help_says_what_it_is_for(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    assert cli.DESCRIPTION in " ".join(capsys.readouterr().out.split())


def test_what_is_refused_is_one_sentence(monkeypatch, capsys):
    def refuse(wanted):
        raise EngineError("No.")

    parsed = SimpleNamespace(run=refuse)
    monkeypatch.setattr(
        cli, "parser", lambda: SimpleNamespace(parse_args=lambda words: parsed)
    )
    assert cli.main(["anything"]) == 1
    assert capsys.readouterr().err == "goldenthread engine: No.\n"


def test_neither_the_console_nor_its_parts_load_django():
    code = (
        "import sys; from goldenthread.engine import cli, shapes; cli.parser();"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
