"""Files received, kept once, scanned, served and looked after."""

import hashlib
import io
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import Http404

from goldenthread.core import files, scanning, uploads
from goldenthread.core.models import FileState, HistoryRow, StoredFile
from goldenthread.core.viewer import system
from tests.core import made_files as made


AT = datetime(2025, 6, 2, 9, tzinfo=UTC)
BY = system("tests")
CONTENT = made.pdf()


@pytest.fixture
def example(settings):
    settings.EXAMPLE = True
    settings.SCANNER = ""


@pytest.fixture
def scanner(settings, tmp_path):
    """Sets up a scanner that is a script answering as the test says."""

    def set_up(code: int, dated: str = "Sun Jun  1 09:00:00 2025") -> None:
        script = tmp_path / "scanner"
        script.write_text(
            "#!/bin/sh\n"
            f'[ "$1" = --version ] && echo "ClamAV 1.4.3/27655/{dated}" && exit 0\n'
            f'[ -f "$2" ] && exit {code}\n'
            "exit 9\n"
        )
        script.chmod(0o700)
        settings.SCANNER = f"{script} --quiet"

    settings.EXAMPLE = False
    return set_up


def store(content: bytes = CONTENT, name: str = "Minutes.pdf") -> StoredFile:
    return files.store_file(by=BY, at=AT, name=name, stream=io.BytesIO(content))


def on_disk(settings) -> list[str]:
    return [
        str(path.relative_to(settings.FILES))
        for path in settings.FILES.rglob("*")
        if path.is_file()
    ]


# Storing


@pytest.mark.django_db
def test_store_file_keeps_the_content_under_its_hash_and_writes_the_row(
    example, settings
):
    file = store()

    digest = hashlib.sha256(CONTENT).hexdigest()
    assert on_disk(settings) == [f"{digest[:2]}/{digest[2:]}"]
    path = settings.FILES / digest[:2] / digest[2:]
    assert path.read_bytes() == CONTENT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    row = StoredFile.objects.get()
    assert (row.pk, row.name, row.sha256, row.size, row.kind, row.state) == (
        file.pk,
        "Minutes.pdf",
        digest,
        len(CONTENT),
        "PDF",
        FileState.ACCEPTED,
    )
    assert [one.action for one in HistoryRow.objects.all()] == ["store_file"]


@pytest.mark.django_db
def test_the_same_content_twice_is_two_rows_and_one_file(example, settings):
    first, second = store(), store(name="Other.pdf")

    assert first.key != second.key
    assert first.sha256 == second.sha256
    assert len(on_disk(settings)) == 1


@pytest.mark.django_db
def test_storing_again_heals_a_spoiled_copy(example):
    path = files.path_of(store().sha256)
    path.write_bytes(b"spoiled")

    store()

    assert path.read_bytes() == CONTENT


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (made.docx({"word/vbaProject.bin": made.OLE}), "a.docx", "macros"),
        (b"", "a.pdf", "empty"),
        (CONTENT, "../a.pdf", "name"),
        (b"a" * (5 * 1024 * 1024 + 1), "a.txt", "too_large"),
    ],
)
def test_a_refused_file_leaves_only_the_kind_of_reason_in_the_history(
    example, settings, content, name, code
):
    with pytest.raises(files.FileRefused) as refused:
        store(content, name)

    assert refused.value.code == code
    assert on_disk(settings) == []
    assert not StoredFile.objects.exists()
    (row,) = HistoryRow.objects.all()
    assert (row.action, row.record_key) == ("refused", f"store_file/{code}")


class Endless(io.RawIOBase):
    """A stream that never ends and says nothing of its length."""

    def read(self, size: int = -1) -> bytes:
        return b"a" * size


@pytest.mark.django_db
def test_a_stream_without_end_stops_at_the_limit(example, settings):
    with pytest.raises(files.FileRefused, match="larger than 5 MB"):
        files.store_file(by=BY, at=AT, name="a.txt", stream=Endless())

    assert on_disk(settings) == []


@pytest.mark.django_db
def test_no_file_is_added_when_room_runs_low(example, monkeypatch):
    monkeypatch.setattr(files, "RESERVE", 1 << 60)

    with pytest.raises(files.FileRefused, match="too little room"):
        store()


@pytest.mark.django_db
def test_content_is_on_disk_and_synced_before_the_row_is_written(example, monkeypatch):
    happened = []
    for module, name in ((files.os, "fsync"), (files.records, "add")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, _noting(happened, name, real))
    real_replace = files.Path.replace
    monkeypatch.setattr(
        files.Path, "replace", _noting(happened, "replace", real_replace)
    )

    store()

    assert happened == ["fsync", "replace", "fsync", "fsync", "add"]


def _noting(happened: list[str], name: str, real):
    def noted(*args, **keywords):
        happened.append(name)
        return real(*args, **keywords)

    return noted


@pytest.mark.django_db
def test_a_crash_before_the_row_leaves_content_that_can_be_swept(
    example, settings, monkeypatch
):
    def crash(*args, **keywords):
        raise RuntimeError

    monkeypatch.setattr(files.records, "add", crash)
    with pytest.raises(RuntimeError):
        store()

    found = files.verify()
    assert (found.rows, found.lost, len(found.without_row)) == (0, (), 1)
    assert files.sweep(found.without_row, before=datetime.now(UTC)) == 1
    assert on_disk(settings) == []


@pytest.mark.django_db
def test_the_table_keeps_its_promises(example):
    file = store()

    for change in (
        {"state": FileState.QUARANTINED, "reason": ""},
        {"scanned_at": AT, "scanner": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(**change)


# Forms


@pytest.mark.django_db
def test_clean_upload_receives_without_a_row(example):
    received = uploads.clean_upload(SimpleUploadedFile("a.pdf", CONTENT), by=BY)

    assert (received.name, received.size, received.type.code) == (
        "a.pdf",
        len(CONTENT),
        "PDF",
    )
    assert not StoredFile.objects.exists()
    assert files.keep(by=BY, at=AT, received=received).sha256 == received.sha256


@pytest.mark.django_db
def test_clean_upload_puts_the_refusal_at_the_field(example):
    with pytest.raises(ValidationError, match="not a PDF") as refused:
        uploads.clean_upload(SimpleUploadedFile("a.pdf", b"words"), by=BY)

    assert refused.value.code == "mismatch"
    assert uploads.clean_upload(None, by=BY) is None


# Scanning


@pytest.mark.django_db
def test_without_a_scanner_a_file_waits_except_in_the_example(settings):
    settings.SCANNER, settings.EXAMPLE = "", False

    file = store()

    assert (file.state, file.reason, file.scanned_at) == (
        FileState.QUARANTINED,
        scanning.NO_SCANNER,
        None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "dated", "state", "reason", "looked"),
    [
        (0, "Sun Jun  1 09:00:00 2025", FileState.ACCEPTED, "", True),
        (
            1,
            "Sun Jun  1 09:00:00 2025",
            FileState.QUARANTINED,
            scanning.INFECTED,
            True,
        ),
        (
            2,
            "Sun Jun  1 09:00:00 2025",
            FileState.QUARANTINED,
            scanning.NO_ANSWER,
            False,
        ),
        (
            0,
            "Sun May 25 09:00:00 2025",
            FileState.QUARANTINED,
            scanning.OLD_SIGNATURES,
            False,
        ),
        (0, "some day", FileState.QUARANTINED, scanning.NO_ANSWER, False),
    ],
)
def test_the_scanner_decides(scanner, code, dated, state, reason, looked):
    scanner(code, dated)

    file = store()

    assert (file.state, file.reason) == (state, reason)
    assert (file.scanned_at == AT, file.scanner == "ClamAV 1.4.3/27655") == (
        looked,
        looked,
    )


@pytest.mark.django_db
def test_a_scanner_that_is_not_there_is_no_answer(settings):
    settings.SCANNER, settings.EXAMPLE = "/nowhere/scanner", False

    assert store().reason == scanning.NO_ANSWER


@pytest.mark.django_db
def test_files_scan_lets_go_what_waited(settings, scanner, capsys):
    settings.SCANNER = ""
    waiting = store()
    call_command("files_scan")
    assert capsys.readouterr().out == "0 accepted, 1 still in quarantine\n"

    today = datetime.now(UTC)
    scanner(0, f"{today:%a %b %d %H:%M:%S %Y}")
    call_command("files_scan")

    assert capsys.readouterr().out == "1 accepted, 0 still in quarantine\n"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == (FileState.ACCEPTED, "")
    assert waiting.scanner == "ClamAV 1.4.3/27655"


# Serving


@pytest.mark.django_db
def test_serve_file_hands_over_an_attachment_under_a_name_of_ours(example):
    file = store(name="Ada Example.pdf")

    response = files.serve_file(file, by=BY, at=AT, subjects=["token"], inline=True)

    assert b"".join(response.streaming_content) == CONTENT
    headers = dict(response.items())
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(CONTENT)),
        "Content-Disposition": f'attachment; filename="{file.key}.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store, private",
    }
    read = HistoryRow.objects.get(action="serve_file")
    assert (read.record_key, read.subjects) == (file.key, ["token"])
    response.close()


@pytest.mark.django_db
def test_only_pictures_are_shown_inside_a_page(example):
    shown = files.serve_file(store(made.png(), "a.png"), by=BY, at=AT, inline=True)
    loaded = files.serve_file(store(made.png(), "a.png"), by=BY, at=AT)

    assert shown["Content-Disposition"].startswith("inline")
    assert loaded["Content-Disposition"].startswith("attachment")
    shown.close()
    loaded.close()


@pytest.mark.django_db
def test_a_text_is_served_as_plain_text(example):
    response = files.serve_file(store(b"words", "a.txt"), by=BY, at=AT)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    response.close()


@pytest.mark.django_db
def test_a_file_in_quarantine_does_not_exist_for_anybody(settings):
    settings.SCANNER, settings.EXAMPLE = "", False
    file = store()

    with pytest.raises(Http404):
        files.serve_file(file, by=BY, at=AT)

    assert not HistoryRow.objects.filter(action="serve_file").exists()


@pytest.mark.django_db
def test_a_file_cut_short_is_never_served(example):
    file = store()
    os.truncate(files.path_of(file.sha256), 10)

    with pytest.raises(files.FileLost, match=file.key):
        files.serve_file(file, by=BY, at=AT)


# Looking after


@pytest.mark.django_db
def test_files_verify_names_what_is_missing_or_changed(example, capsys):
    whole, gone, changed = (
        store(),
        store(b"words", "a.txt"),
        store(made.png(), "a.png"),
    )
    call_command("files_verify")
    assert capsys.readouterr().out == "3 files, 0 left without a row\n"
    files.path_of(gone.sha256).unlink()
    files.path_of(changed.sha256).write_bytes(b"spoiled")

    with pytest.raises(CommandError) as fault:
        call_command("files_verify")

    assert str(fault.value) == f"{gone.key} is missing; {changed.key} has changed"
    assert whole.key not in str(fault.value)


@pytest.mark.django_db
def test_files_verify_sweeps_only_what_has_lain_a_day(example, settings, capsys):
    fresh = files._made(settings.FILES / "ab") / "fresh"
    old = files._made(settings.FILES / "incoming") / "old"
    for path in (fresh, old):
        path.write_bytes(b"x")
    days_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(old, (days_ago, days_ago))

    call_command("files_verify", "--sweep")

    assert capsys.readouterr().out == (
        "0 files, 2 left without a row\n1 of them removed\n"
    )
    assert on_disk(settings) == ["ab/fresh"]
