"""The engine as a library: few names, each said what it is, none loaded before use."""

import subprocess
import sys

import pytest

import goldenthread.engine as engine


@pytest.mark.parametrize("name", engine.__all__)
def test_each_public_name_is_there_and_says_what_it_is(name):
    assert getattr(engine, name).__doc__.strip()


def test_the_names_are_those_that_are_looked_up():
    found = [
        name.partition("=")[0] for names in engine.WHERE.values() for name in names
    ]
    assert sorted(found) == sorted(engine.__all__)


def test_another_name_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        engine.nothing  # noqa: B018


def test_importing_the_engine_loads_no_library_behind_it():
    code = (
        "import sys, goldenthread.engine;"
        "sys.exit(bool({'polars', 'duckdb', 'ibis', 'splink'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
