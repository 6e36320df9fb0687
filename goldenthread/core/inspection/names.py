"""The name a file came with: kept only as words to show, never as a path."""

from __future__ import annotations

import unicodedata

from goldenthread.core.inspection.types import (
    BY_EXTENSION,
    KINDS_IN_WORDS,
    FileType,
    Hostile,
)


LONGEST = 200
MACRO_EXTENSIONS = frozenset(
    ("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam")
)
OLD_OFFICE = {"doc": "docx", "xls": "xlsx", "ppt": "pptx", "rtf": "docx"}
# Endings that run, or that open in something that runs them.
RUNNING = frozenset(
    [
        "apk",
        "app",
        "bat",
        "bin",
        "cmd",
        "com",
        "cpl",
        "dll",
        "dmg",
        "elf",
        "exe",
        "gadget",
        "hta",
        "htm",
        "html",
        "img",
        "inf",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "mht",
        "mhtml",
        "msc",
        "msi",
        "msp",
        "pif",
        "php",
        "ps1",
        "py",
        "reg",
        "scf",
        "scr",
        "sh",
        "svg",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
        "xhtml",
        "xll",
        "xml",
        "xsl",
    ]
)
KNOWN = RUNNING | MACRO_EXTENSIONS | set(OLD_OFFICE) | set(BY_EXTENSION)
ARCHIVES = frozenset(("7z", "bz2", "cab", "gz", "rar", "tar", "tgz", "xz", "zip"))


def check_name(name: str) -> FileType:
    """The kind of file a name promises; refuses paths, tricks and other kinds."""
    if not name.strip() or len(name) > LONGEST:
        raise Hostile(
            "name",
            f"Give the file a name of at most {LONGEST} characters and try again.",
        )
    if any(sign in name for sign in "/\\:") or name.strip(" .") in {"", "~"}:
        raise Hostile("name", "The file’s name holds a path. Rename it and try again.")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in name):
        raise Hostile(
            "name",
            "The file’s name holds characters that cannot be seen. "
            "Rename it and try again.",
        )
    return _promised(name)


def _promised(name: str) -> FileType:
    stem, _, extension = name.rpartition(".")
    extension = extension.lower()
    if not stem.strip(" ."):
        raise Hostile(
            "name", "The file’s name needs an ending such as .pdf that says its kind."
        )
    inner = {part.strip().lower() for part in stem.split(".")[1:]}
    if double := sorted(inner & (KNOWN | ARCHIVES)):
        raise Hostile(
            "double_extension",
            f"The file’s name has two endings, .{double[0]} and .{extension}. "
            "Give it the one that says what it is.",
        )
    if extension not in BY_EXTENSION:
        raise _not_allowed(extension)
    return BY_EXTENSION[extension]


def _not_allowed(extension: str) -> Hostile:
    if extension in MACRO_EXTENSIONS:
        return macros()
    if extension in OLD_OFFICE:
        return Hostile(
            "old_office",
            f"This is an old kind of Office file. "
            f"Save it as .{OLD_OFFICE[extension]} or PDF and try again.",
        )
    if extension in ARCHIVES:
        return Hostile(
            "archive", "Archives are not kept. Add each file in it on its own."
        )
    return Hostile(
        "type_not_allowed",
        f"Files ending in .{extension[:12]} are not kept. Use {KINDS_IN_WORDS}.",
    )


def macros() -> Hostile:
    return Hostile(
        "macros",
        "The file holds macros, which can run as a program. "
        "Save a copy without macros and try again.",
    )
