"""Private files: whole or not there, and nobody else's to read."""

from __future__ import annotations

import os
import stat

import pytest

from goldenthread.engine import private


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_takes_its_place_whole_and_private(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("earlier", encoding="utf-8")
    path.chmod(0o644)
    with private.beside(path) as made:
        assert mode(made) == 0o600
        made.write_text("la", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "earlier"
    private.write(path, "later ’")
    assert path.read_bytes() == "later ’".encode()
    assert mode(path) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_what_fails_leaves_the_earlier_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.csv"
    private.write(path, "earlier")
    with pytest.raises(ZeroDivisionError), private.beside(path) as made:
        made.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), private.new_folder(tmp_path / "f") as folder:
        private.make(folder / "half")
        raise ZeroDivisionError
    assert path.read_text(encoding="utf-8") == "earlier"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_a_folder_is_private_and_never_replaces_one_that_holds_something(tmp_path):
    with private.new_folder(tmp_path / "deep" / "f") as folder:
        private.make(folder / "x", "1")
    made = tmp_path / "deep" / "f"
    assert (mode(made), mode(made / "x")) == (0o700, 0o600)
    with pytest.raises(OSError, match="not empty"), private.new_folder(made) as folder:
        private.make(folder / "y")
    assert [one.name for one in made.iterdir()] == ["x"]


def test_what_a_killed_writer_left_is_swept_and_nothing_else(tmp_path):
    left = [tmp_path / ".a.00ff00ff.beside", tmp_path / ".f.00ff00ff.beside"]
    left[0].touch()
    left[1].mkdir()
    (left[1] / "x").touch()
    kept = [tmp_path / "a.beside", tmp_path / ".hidden", tmp_path / "elsewhere"]
    for path in kept:
        path.touch()
    os.symlink(kept[2], tmp_path / ".s.00ff00ff.beside")
    private.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_another_folder_comes_whole_or_the_earlier_one_stays(tmp_path):
    place = tmp_path / "deep" / "f"
    for name in ("first", "second"):
        with private.other_folder(place) as folder:
            private.make(folder / name)
    assert [one.name for one in place.iterdir()] == ["second"]
    with pytest.raises(ZeroDivisionError), private.other_folder(place) as folder:
        private.make(folder / "third")
        raise ZeroDivisionError
    assert [one.name for one in place.iterdir()] == ["second"]
    assert [one.name for one in place.parent.iterdir()] == ["f"]
