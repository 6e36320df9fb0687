"""Uploads: what is kept, and the one sentence for what is not (rules I1, I2)."""

import io
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.core.inspection import archives, child, confined, look
from goldenthread.core.inspection.types import BY_CODE, LIMITS, Hostile, Limits
from tests.core import made_files as made


def looked(content: bytes, name: str) -> str:
    return look.inspect(io.BytesIO(content), name).code


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Hostile) as refused:
        look.inspect(io.BytesIO(content), name)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


CHART = {
    "ppt/charts/chart1.xml": "<chart/>",
    "ppt/charts/_rels/chart1.xml.rels": made.links(
        ("package", "../embeddings/Sheet1.xlsx", "Internal")
    ),
}
HYPERLINK = made.links(("hyperlink", "https://example.org/a", "External"))
ODF_CHART = f'<m:file-entry m:full-path="Object 1/" m:media-type="{made.ODF}chart"/>'


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (made.pdf(), "Report.PDF", "PDF"),
        (made.docx(), "Minutes v1.2 12.03.2025.docx", "DOCX"),
        (made.docx({"word/_rels/document.xml.rels": HYPERLINK}), "a.docx", "DOCX"),
        (made.docx({"word/media/image1.png": made.png()}), "a.docx", "DOCX"),
        (made.xlsx(), "a.xlsx", "XLSX"),
        (made.pptx(), "a.pptx", "PPTX"),
        (
            made.pptx({**CHART, "ppt/embeddings/Sheet1.xlsx": made.xlsx()}),
            "a.pptx",
            "PPTX",
        ),
        (made.opendocument(), "a.odt", "ODT"),
        (made.opendocument("spreadsheet"), "a.ods", "ODS"),
        (
            made.opendocument(
                more={"Object 1/content.xml": made.odf_body()}, listed=ODF_CHART
            ),
            "a.odt",
            "ODT",
        ),
        (
            made.opendocument(body='<text:a xlink:href="https://example.org"/>'),
            "a.odt",
            "ODT",
        ),
        (b"name,number\nplain,1\n-5,=1+1\n", "a.csv", "CSV"),
        ("caf\u00e9;\u00a31".encode("cp1252"), "a.csv", "CSV"),
        ("\ufeffwords".encode(), "a.txt", "TXT"),
        ("words".encode("utf-16"), "a.txt", "TXT"),
        (made.png(), "a.png", "PNG"),
        (made.jpeg(), "a.jpg", "JPEG"),
        (made.jpeg(after=b"preview of a telephone"), "a.jpeg", "JPEG"),
    ],
)
def test_good_files_are_known_by_their_content(content, name, code):
    assert looked(content, name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name"),
        ("a" * 201 + ".pdf", "name"),
        ("../../etc/passwd", "name"),
        ("..\\a.pdf", "name"),
        ("C:a.pdf", "name"),
        ("..", "name"),
        ("report\u202efdp.exe", "name"),
        ("a\0.pdf", "name"),
        ("noending", "name"),
        (".pdf", "name"),
        ("a.pdf.exe", "double_extension"),
        ("a.exe.pdf", "double_extension"),
        ("a.zip.docx", "double_extension"),
        ("a.docm", "macros"),
        ("a.xlsb", "macros"),
        ("a.doc", "old_office"),
        ("a.zip", "archive"),
        ("a.html", "type_not_allowed"),
        ("a.svg", "type_not_allowed"),
    ],
)
def test_names_that_trick_are_refused(name, code):
    assert refusal(made.pdf(), name) == code


def word(inside: str) -> bytes:
    return made.docx({"word/document.xml": made.word_body(inside)})


def runs(*texts: str) -> str:
    return "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in texts)


def word_link(kind: str, target: str, mode: str = "External") -> bytes:
    return made.docx({"word/_rels/document.xml.rels": made.links((kind, target, mode))})


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
)
OUTSIDE_ENTITY = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = f"{made.MAIN}wordprocessingml.template.main+xml"
CONTROL = (
    '<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.activeX"/>'
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made.docx({"word/vbaProject.bin": made.OLE}), "macros"),
        (made.docx(said=MACRO_TYPE), "macros"),
        (word_link("vbaProject", "a.bin", "Internal"), "macros"),
        (made.docx({"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
        (made.docx(said=TEMPLATE), "template"),
        (made.docx(extra=CONTROL), "embedded"),
        (made.docx({"word/embeddings/oleObject1.bin": made.OLE}), "embedded"),
        (word_link("oleObject", "a.bin", "Internal"), "embedded"),
        (word_link("package", "a.xlsx", "Internal"), "embedded"),
        (made.docx({"word/media/a.exe": b"MZ\x90"}), "embedded"),
        (made.docx({"word/embeddings/a.xlsx": made.xlsx()}), "embedded"),
        (made.docx({"word/a.bin": b"Rar!\x1a\x07\x01"}), "embedded"),
        (word_link("attachedTemplate", "https://example.org/t.dotm"), "outside"),
        (word_link("image", "https://example.org/p.png"), "outside"),
        (word_link("oleObject", "https://example.org/x"), "embedded"),
        (word_link("hyperlink", "javascript:alert(1)"), "outside"),
        (word(runs("DDEAUTO c:\\\\windows cmd")), "outside"),
        (word(runs(" DD", "EAUTO x y")), "outside"),
        (word(runs("INCLUDEPICTURE ", '"http://example.org/p"')), "outside"),
        (word('<w:fldSimple w:instr="DDE a b"/>'), "outside"),
        (word("<w:OLEObject/>"), "embedded"),
        (made.docx({"word/styles.xml": LAUGHS}), "xml"),
        (made.docx({"word/styles.xml": OUTSIDE_ENTITY}), "xml"),
        (made.docx({"word/styles.dat": OUTSIDE_ENTITY}), "xml"),
        (made.docx({"word/styles.xml": LAUGHS.encode("utf-16")}), "xml"),
        (made.docx({"word/styles.xml": "<a>" * 400 + "</a>" * 400}), "xml"),
        (made.docx({"word/styles.xml": "<a><b></a>"}), "damaged"),
        (made.docx({"../../evil.xml": "<a/>"}), "path"),
        (made.docx({"/evil.xml": "<a/>"}), "path"),
        (made.docx({"WORD/Document.xml": "<a/>"}), "damaged"),
        (made.docx(said="application/unknown"), "damaged"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (made.docx() + b"more", "two_kinds"),
        (made.packed({"a.txt": "words"}), "archive"),
        (made.OLE, "old_office"),
        (made.OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (made.OLE + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        (made.pdf(), "mismatch"),
        (b"only words", "mismatch"),
        (b"MZ\x90\0" * 40, "mismatch"),
    ],
)
def test_hostile_word_files_are_refused(content, code):
    assert refusal(content, "a.docx") == code


def test_a_workbook_behind_a_chart_may_hold_no_other():
    inner = made.xlsx(
        {
            "xl/charts/_rels/c.xml.rels": made.links(
                ("package", "../embeddings/s.xlsx", "Internal")
            ),
            "xl/embeddings/s.xlsx": made.xlsx(),
        }
    )
    outer = made.pptx({**CHART, "ppt/embeddings/Sheet1.xlsx": inner})
    macros = made.xlsx({"xl/vbaProject.bin": made.OLE})
    with_macros = made.pptx({**CHART, "ppt/embeddings/Sheet1.xlsx": macros})
    no_workbook = made.pptx({**CHART, "ppt/embeddings/Sheet1.xlsx": made.docx()})

    assert refusal(outer, "a.pptx") == "embedded"
    assert refusal(with_macros, "a.pptx") == "macros"
    assert refusal(no_workbook, "a.pptx") == "embedded"


def drawn(what: str) -> bytes:
    return made.opendocument(body=what)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made.opendocument(more={"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
        (made.opendocument(more={"Scripts/python/a.py": "print()"}), "macros"),
        (drawn('<script:event-listener script:language="x"/>'), "macros"),
        (made.opendocument(listed="<m:encryption-data/>"), "encrypted"),
        (made.opendocument(more={"Object 1/content.xml": "<a/>"}), "embedded"),
        (made.opendocument(more={"Object 1": made.OLE}), "embedded"),
        (made.opendocument(more={"Pictures/a.png": made.OLE}), "embedded"),
        (drawn('<draw:image xlink:href="https://example.org/p.png"/>'), "outside"),
        (drawn('<draw:object xlink:href="file:///etc/passwd"/>'), "outside"),
        (drawn('<text:section-source xlink:href="../other.odt"/>'), "outside"),
        (drawn("<text:dde-connection-decl/>"), "outside"),
        (made.opendocument(more={"styles.xml": LAUGHS}), "xml"),
        (made.opendocument("presentation"), "type_not_allowed"),
        (made.opendocument("spreadsheet"), "mismatch"),
        (made.packed({"mimetype": "text/plain"}), "damaged"),
        (made.packed({"mimetype": f"{made.ODF}text"}), "damaged"),
    ],
)
def test_hostile_opendocument_files_are_refused(content, code):
    assert refusal(content, "a.odt") == code


# Bombs


def test_a_part_that_grows_too_much_is_refused():
    assert refusal(made.docx({"word/a.bin": b"\0" * (5 << 20)}), "a.docx") == "bomb"


def test_parts_that_come_to_too_much_are_refused():
    content = made.docx({"word/a.bin": bytes(range(256)) * 64})
    few = Limits(unpacked=10_000)

    with (
        pytest.raises(Hostile, match="unpacks to far more"),
        archives.opened(io.BytesIO(content), few),
    ):
        pass


def test_too_many_parts_are_refused():
    content = made.packed({f"{number}.xml": "<a/>" for number in range(5_001)})

    assert refusal(content, "a.docx") == "bomb"


def _with_first_entry_twice(content: bytes) -> bytes:
    """Two entries of the directory that point at one place, as in an overlap bomb."""
    source = zipfile.ZipFile(io.BytesIO(content))
    second = source.infolist()[1]
    start = content.index(struct.pack("<I", second.header_offset), source.start_dir)
    return content[:start] + struct.pack("<I", 0) + content[start + 4 :]


def test_parts_that_overlap_are_refused():
    content = _with_first_entry_twice(made.docx())

    assert refusal(content, "a.docx") == "bomb"


def test_a_part_whose_stated_size_is_false_is_refused():
    content = bytearray(made.docx({"word/a.bin": b"abcdefgh" * 100}))
    at = content.rindex(struct.pack("<I", 800))
    content[at : at + 4] = struct.pack("<I", 80)

    assert refusal(bytes(content), "a.docx") == "damaged"


def test_a_locked_part_is_refused():
    content = bytearray(made.docx())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(start) + (6 if start == b"PK\x03\x04" else 8)
        content[at] |= 1

    assert refusal(bytes(content), "a.docx") == "encrypted"


def test_a_link_in_an_archive_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert refusal(content.getvalue(), "a.docx") == "path"


def test_other_ways_of_packing_are_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")

    assert refusal(content.getvalue(), "a.docx") == "damaged"


# PDF


def action(**keys):
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(**keys)

    return change


def root(name: str, value: object):
    def change(document: pikepdf.Pdf) -> None:
        document.Root[name] = value

    return change


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = b"words"


def nested(document: pikepdf.Pdf) -> None:
    """A script in an object of its own, inside an object stream, behind arrays."""
    script = document.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    )
    document.Root.AA = pikepdf.Dictionary(WC=pikepdf.Array([pikepdf.Array([script])]))


NAME, STRING = pikepdf.Name, pikepdf.String
OBJECTS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
LOCKED = {"encryption": pikepdf.Encryption(owner="owner", user="user")}
OWNED = {"encryption": pikepdf.Encryption(owner="owner", user="")}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made.pdf(action(S=NAME.JavaScript, JS=STRING("app.alert(1)"))), "pdf_script"),
        (made.pdf(nested, **OBJECTS), "pdf_script"),
        (made.pdf(action(S=NAME.Launch, F=STRING("cmd.exe"))), "pdf_launch"),
        (made.pdf(action(S=NAME.SubmitForm)), "pdf_launch"),
        (made.pdf(root("/AcroForm", pikepdf.Dictionary(XFA=STRING("x")))), "pdf_form"),
        (made.pdf(attach), "embedded"),
        (made.pdf(action(S=NAME.GoToE)), "embedded"),
        (made.pdf(root("/X", pikepdf.Dictionary(Subtype=NAME.RichMedia))), "embedded"),
        (made.pdf(**LOCKED), "encrypted"),
        (made.pdf(**OWNED), "encrypted"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
        (b"GIF89a" + made.pdf(), "two_kinds"),
        (made.pdf() + made.packed({"a.class": "x"}), "two_kinds"),
        (made.docx(), "mismatch"),
    ],
)
def test_hostile_pdfs_are_refused(content, code):
    assert refusal(content, "a.pdf") == code


def test_a_name_written_in_disguise_is_still_found():
    plain = made.pdf(action(S=NAME.JavaScript, JS=STRING("1")))
    assert b"/JavaScript" in plain

    disguised = plain.replace(b"/JavaScript", b"/J#61vaScript").replace(
        b"/JS", b"/#4aS"
    )

    assert refusal(disguised, "a.pdf") == "pdf_script"


def test_a_link_in_a_pdf_is_kept():
    content = made.pdf(action(S=NAME.URI, URI=STRING("https://example.org")))

    assert looked(content, "a.pdf") == "PDF"


def test_a_pdf_with_too_many_objects_is_refused(monkeypatch):
    monkeypatch.setattr("goldenthread.core.inspection.pdf.LIMITS", Limits(objects=2))

    assert refusal(made.pdf(), "a.pdf") == "bomb"


# Pictures, texts, sizes


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (made.png(20_000, 20_000), "a.png", "bomb"),
        (made.png(0, 1), "a.png", "damaged"),
        (made.png() + b"<script>", "a.png", "two_kinds"),
        (made.png() + made.packed({"a": "b"}), "a.png", "two_kinds"),
        (made.png()[:-6], "a.png", "damaged"),
        (made.png().replace(b"IHDR", b"IHDS"), "a.png", "damaged"),
        (made.png(1, 1)[:8] + made.chunk(b"tEXt", b"x" * 20), "a.png", "damaged"),
        (made.png(), "a.jpg", "mismatch"),
        (made.jpeg(60_000, 60_000), "a.jpg", "bomb"),
        (made.jpeg()[:-2], "a.jpg", "damaged"),
        (made.jpeg()[:8], "a.jpg", "damaged"),
        (b"\xff\xd8\xff\xd9" + b"\0" * 20, "a.jpg", "damaged"),
        (b"\xff\xd8\xff\xe0\0\x01" + b"\0" * 20, "a.jpg", "damaged"),
        (b"\xff\xd8\xff\xd0\0\0", "a.jpg", "damaged"),
        (b"\xff\xd8" + made.segment(0xC0, b"\x08"), "a.jpg", "damaged"),
        (b"\xff\xd8" + made.segment(0xDA, b"\x08") + b"\xff\xd9", "a.jpg", "damaged"),
        (made.jpeg(after=made.packed({"a": "b"})), "a.jpg", "two_kinds"),
        (b"<!DOCTYPE html><p>", "a.txt", "mismatch"),
        (b"  <script>alert(1)</script>", "a.csv", "mismatch"),
        (b"#!/bin/sh\n", "a.txt", "mismatch"),
        (b"binary\0words", "a.txt", "mismatch"),
        (b"\x81\x8d words", "a.txt", "mismatch"),
        (b"\xff\xfe\x00\xd8", "a.txt", "mismatch"),
        (b"a,b\n=cmd|' /C calc'!A0,1\n", "a.csv", "live_cell"),
        (b"a,\"@SUM(1)|'x'!B1\"\n", "a.csv", "type"),
        (made.pdf(), "a.txt", "mismatch"),
        (b"", "a.pdf", "empty"),
    ],
)
def test_other_hostile_files_are_refused(content, name, code):
    if code == "type":
        assert looked(content, name) == "CSV"
    else:
        assert refusal(content, name) == code


def test_a_cell_too_long_to_read_is_refused():
    assert refusal(b'"' + b"a" * 1_000_001, "a.csv") == "damaged"


def test_a_file_larger_than_its_kind_may_be_is_refused():
    assert refusal(b"a" * (5 * 1024 * 1024 + 1), "a.txt") == "too_large"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_known_or_refused_and_never_fails(data):
    name, content = data.draw(
        st.sampled_from(
            [
                ("a.docx", made.docx()),
                ("a.odt", made.opendocument()),
                ("a.pdf", made.pdf()),
                ("a.png", made.png()),
                ("a.jpg", made.jpeg()),
            ]
        )
    )
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.integers(0, 255)
        )
    kept = bytes(changed[: data.draw(st.integers(1, len(content)))])

    with suppress(Hostile):
        assert look.inspect(io.BytesIO(kept), name).code in BY_CODE


# The child process


def confined_answer(tmp_path, content: bytes, name: str, **limits: float) -> str:
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as stream:
        stream.seek(3)
        return confined.inspect(stream, name, **limits).code


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (made.pdf(), "a.pdf", "PDF"),
        (
            made.pptx({**CHART, "ppt/embeddings/Sheet1.xlsx": made.xlsx()}),
            "a.pptx",
            "PPTX",
        ),
        (made.opendocument(), "a.odt", "ODT"),
        ("caf\u00e9".encode("cp1252"), "caf\u00e9.csv", "CSV"),
        ("words".encode("utf-16"), "a.txt", "TXT"),
    ],
)
def test_the_child_process_knows_files(tmp_path, content, name, code):
    assert confined_answer(tmp_path, content, name) == code


def test_the_child_process_tells_why_it_refuses(tmp_path):
    with pytest.raises(Hostile, match="holds macros") as refused:
        confined_answer(tmp_path, made.docx({"vbaProject.bin": made.OLE}), "a.docx")

    assert refused.value.code == "macros"


def test_a_child_process_that_never_ends_is_a_refusal(tmp_path):
    with pytest.raises(Hostile) as refused:
        confined_answer(tmp_path, made.pdf(), "a.pdf", seconds=0.001)

    assert refused.value.code == "unchecked"


def test_a_child_process_that_dies_is_a_refusal(tmp_path, monkeypatch):
    broken = tmp_path / "child.py"
    broken.write_text("import os; os.abort()")
    monkeypatch.setattr(confined, "CHILD", broken)

    with pytest.raises(Hostile) as refused:
        confined_answer(tmp_path, made.pdf(), "a.pdf")

    assert refused.value.code == "unchecked"


TRIES = """
import runpy, sys
room = runpy.run_path(sys.argv[1])
room["confine"]()
import socket
for name, act in {
    "file": lambda: open("/etc/hostname"),
    "socket": lambda: socket.socket(),
    "memory": lambda: bytearray(2 << 30),
}.items():
    try:
        act()
    except (OSError, MemoryError) as refused:
        print(name, type(refused).__name__)
"""


def test_the_child_process_can_open_nothing_and_take_no_more_memory():
    program = "import socket\n" + TRIES.replace("import socket\nfor", "for")
    done = subprocess.run(
        [sys.executable, "-c", program, child.__file__],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "file OSError\nsocket OSError\nmemory MemoryError\n"


def test_limits_leave_room_for_what_people_write():
    assert LIMITS.unpacked >= 200 * 1024 * 1024
