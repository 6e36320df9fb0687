"""A chart from the shell."""

from goldenthread.engine import cli


def write(path, values):
    lines = [f"2024-{month:02}-01,{value}" for month, value in enumerate(values, 1)]
    path.write_text("\n".join(["day,value", *lines]), encoding="utf-8")
    return str(path)


def test_signals_of_a_file_are_told(tmp_path, capsys):
    file = write(tmp_path / "a.csv", [10, 12, 9, 11, 10, 12, "", 40])
    words = ["signals", file, "--good", "down", "--target", "50", "--baseline", "6"]
    assert cli.main(words) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Part 1: mean 10.67, limits 5.35 to 15.99 (on trial, 6 points)",
        "  2024-01-01          10",
        "  2024-02-01          12",
        "  2024-03-01           9",
        "  2024-04-01          11",
        "  2024-05-01          10",
        "  2024-06-01          12",
        "  2024-07-01         gap",
        "  2024-08-01          40  beyond, concern",
        "Latest point: concern_high",
        "Target: pass",
    ]


def test_line_that_cannot_be_read_is_named(tmp_path, capsys):
    file = write(tmp_path / "a.csv", [10, "many"])
    assert cli.main(["signals", file]) == 1
    assert "a.csv, line 3: write a day" in capsys.readouterr().err


def test_rebase_without_a_reason_is_refused(tmp_path, capsys):
    file = write(tmp_path / "a.csv", [10, 12, 9])
    assert cli.main(["signals", file, "--rebase", "2024-02-01"]) == 1
    assert "Say who rebases" in capsys.readouterr().err


def test_empty_file_is_refused(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("day,value\n", encoding="utf-8")
    assert cli.main(["signals", str(path)]) == 1
    assert capsys.readouterr().err == "goldenthread engine: a.csv holds no points.\n"
