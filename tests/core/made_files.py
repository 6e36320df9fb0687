"""Good and hostile files, made in code: no binary fixture is kept in the tree."""

import io
import struct
import zipfile
import zlib

import pikepdf


TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

MAIN_TYPES = {
    "word/document.xml": f"{MAIN}wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{MAIN}spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": f"{MAIN}presentationml.presentation.main+xml",
}


def packed(parts: dict[str, bytes | str], **options: int) -> bytes:
    """A ZIP with these parts, in this order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def content_types(main: str, said: str = "", extra: str = "") -> str:
    return (
        f'<?xml version="1.0"?><Types xmlns="{TYPES}">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{said or MAIN_TYPES[main]}"/>'
        f"{extra}</Types>"
    )


def links(*each: tuple[str, str, str]) -> str:
    """A part of relations; each is a kind, a target and a mode."""
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/>'
        for number, (kind, target, mode) in enumerate(each)
    )
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{LINKS}">{inside}</Relationships>'
    )


def word_body(inside: str = "") -> str:
    return (
        f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>'
        f"<w:p><w:r><w:t>Plain words</w:t></w:r></w:p>{inside}</w:body></w:document>"
    )


def office(
    main: str, more: dict[str, bytes | str] | None = None, **types: str
) -> bytes:
    body = word_body() if main.startswith("word") else "<root/>"
    parts = {
        "[Content_Types].xml": content_types(main, **types),
        "_rels/.rels": links(("officeDocument", main, "Internal")),
        main: body,
        **(more or {}),
    }
    return packed(parts)


def docx(more: dict[str, bytes | str] | None = None, **types: str) -> bytes:
    return office("word/document.xml", more, **types)


def xlsx(more: dict[str, bytes | str] | None = None, **types: str) -> bytes:
    return office("xl/workbook.xml", more, **types)


def pptx(more: dict[str, bytes | str] | None = None, **types: str) -> bytes:
    return office("ppt/presentation.xml", more, **types)


ODF = "application/vnd.oasis.opendocument."
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
XLINK = "http://www.w3.org/1999/xlink"
SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"


def manifest(inside: str = "") -> str:
    return (
        f'<?xml version="1.0"?><m:manifest xmlns:m="{MANIFEST}">{inside}</m:manifest>'
    )


def odf_body(inside: str = "") -> str:
    return (
        f'<?xml version="1.0"?><office xmlns:text="{TEXT}" xmlns:draw="{DRAW}" '
        f'xmlns:xlink="{XLINK}" xmlns:script="{SCRIPT}">{inside}</office>'
    )


def opendocument(
    kind: str = "text",
    more: dict[str, bytes | str] | None = None,
    *,
    body: str = "",
    listed: str = "",
) -> bytes:
    parts = {
        "mimetype": f"{ODF}{kind}",
        "content.xml": odf_body(body),
        "META-INF/manifest.xml": manifest(listed),
        **(more or {}),
    }
    return packed(parts)


def pdf(change=None, **save: object) -> bytes:
    """A page of PDF; `change` may add to it before it is saved."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if change:
            change(document)
        document.save(content, **save)
    return content.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    seal = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + seal


def png(width: int = 1, height: int = 1, *more: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            *more,
            chunk(b"IDAT", zlib.compress(b"\0\0")),
            chunk(b"IEND", b""),
        )
    )


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(width: int = 1, height: int = 1, after: bytes = b"") -> bytes:
    frame = struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0" + b"\0" * 9),
            segment(0xC0, frame),
            segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"\x12\x34",
            b"\xff\xd9",
            after,
        )
    )
