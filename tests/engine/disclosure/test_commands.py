"""The commands: protect, attack, profiles."""

import pytest

from goldenthread.engine import cli


COUNTS = "area,n\na,3\nb,9\nc,20\nALL,32\n"


@pytest.fixture
def given(tmp_path):
    path = tmp_path / "given.csv"
    path.write_text(COUNTS, encoding="utf-8")
    return path


def test_protect_prints_what_may_go_out(given, capsys):
    assert cli.main(["protect", str(given), "--profile", "partnership"]) == 0
    told = capsys.readouterr()
    assert told.out == "area,n\na,c\nb,c\nc,20\nALL,32\n"
    assert told.err == (
        "1 small counts hidden, 1 others to protect them (fewest possible); "
        "profile partnership.\n"
    )


def test_protect_writes_into_a_folder_and_minds_what_is_out(given, tmp_path, capsys):
    words = [
        "protect",
        str(given),
        "--profile",
        "partnership",
        "--to",
        str(tmp_path / "o"),
    ]
    assert cli.main(words) == 0
    first = tmp_path / "o" / "given.csv"
    assert first.read_text() == "area,n\na,c\nb,c\nc,20\nALL,32\n"
    later = tmp_path / "later.csv"
    later.write_text("area,n\nb,9\nc,20\n", encoding="utf-8")
    capsys.readouterr()
    words = [
        "protect",
        str(later),
        "--profile",
        "partnership",
        "--published",
        str(first),
    ]
    assert cli.main(words) == 0
    assert capsys.readouterr().out == "area,n\nb,c\nc,20\n"


def test_attack_tells_the_ends(tmp_path, capsys):
    path = tmp_path / "out.csv"
    path.write_text("area,n\na,c\nb,c\nc,20\nALL,32\n", encoding="utf-8")
    assert cli.main(["attack", str(path), "--profile", "partnership"]) == 0
    told = capsys.readouterr()
    assert told.out == (
        f"edition,count,cell,least,most\n{''},n,area=a,1,11\n{''},n,area=b,1,11\n"
    )
    assert told.err == "0 of 2 worked out exactly.\n"


def test_what_is_refused_is_one_sentence(given, capsys):
    given.write_text("area,n\na,3\nALL,4\n", encoding="utf-8")
    assert cli.main(["protect", str(given), "--profile", "partnership"]) == 1
    assert capsys.readouterr().err == (
        "goldenthread engine: “n” does not add up: ALL is 4 and its parts are "
        "3 together.\n"
    )
    assert cli.main(["protect", str(given), "--profile", "none"]) == 1


def test_profiles_are_told_with_their_source(capsys):
    assert cli.main(["profiles"]) == 0
    told = capsys.readouterr().out
    assert "nearest-5: Rounded to the nearest 5, one to four not told." in told
    assert "Source (V):" in told
    assert "Source (M):" in told


def test_profiles_of_ones_own(given, tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_text("", encoding="utf-8")
    words = ["protect", str(given), "--profile", "x", "--profiles", str(own)]
    assert cli.main(words) == 1
    assert capsys.readouterr().err == "goldenthread engine: own.toml has no “x”.\n"


@pytest.mark.parametrize("command", ["protect", "attack", "profiles"])
def test_help_teaches(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 200


HELD = "area,held\na,100\nb,80\nc,9\nd,0\n"
TIMELY = "area,timely\na,98\nb,60\nc,9\nd,0\n"
RATIOS = """
[[ratios]]
name = "in time"
numerator = "timely"
denominator = "held"

[[ratios]]
name = "rate"
numerator = "held"
denominator = "children"
per = 10000
population = "children.csv"
"""


@pytest.fixture
def of_two(tmp_path):
    """Two counts, what is asked of them, and the words of the command."""
    for name, text in (
        ("held.csv", HELD),
        ("timely.csv", TIMELY),
        ("ratios.toml", RATIOS),
        ("children.csv", "area,children\na,4000\nb,8000\nc,2000\nd,1000\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / "held.csv"), str(tmp_path / "timely.csv")]
    return [
        *files,
        "--profile",
        "partnership",
        "--ratios",
        str(tmp_path / "ratios.toml"),
    ]


def test_ratios_are_hidden_with_either_count_and_with_who_is_left(
    of_two, tmp_path, capsys
):
    out = tmp_path / "out"
    assert cli.main(["protect", *of_two, "--to", str(out)]) == 0
    shown = {
        path.stem: dict(line.split(",") for line in path.read_text().splitlines()[1:])
        for path in out.iterdir()
    }
    assert shown["in time"] == {"a": "c", "b": "75.0", "c": "c", "d": ":"}
    # 98 of 100 would tell of 2: one of the two counts is hidden, and the rate with it.
    assert "c" in (shown["held"]["a"], shown["timely"]["a"])
    assert (shown["rate"]["a"] == "c") == (shown["held"]["a"] == "c")
    assert shown["rate"]["b"] == "100.0"
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in out.iterdir())
    capsys.readouterr()
    assert cli.main(["protect", *of_two]) == 0
    assert "area,in time\na,c\nb,75.0\nc,c\nd,:\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "in time"', 'name = "../in time"', "is no name for a file"),
        ('numerator = "timely"', 'numerator = "tame"', "No table counts “tame”"),
        ('denominator = "held"', "", "needs a name, a numerator and a denominator"),
        ("per = 10000", "par = 10000", "par means nothing here"),
        ("children.csv", "people.csv", "cannot be read"),
        ("[[ratios]]", "[[ratio]]", "needs a name"),
    ],
)
def test_ratios_that_cannot_be_are_one_sentence(
    of_two, tmp_path, capsys, old, new, sentence
):
    text = (
        RATIOS.replace(old, new) if old == "[[ratios]]" else RATIOS.replace(old, new, 1)
    )
    (tmp_path / "ratios.toml").write_text(text, encoding="utf-8")
    assert cli.main(["protect", *of_two]) == 1
    assert sentence in capsys.readouterr().err
