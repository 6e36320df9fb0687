"""Uploads in forms: a form that is clean holds a received file, not raw bytes.

A form with a file field says::

    def clean_file(self):
        return clean_upload(self.cleaned_data["file"], by=self.viewer)
"""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from goldenthread.core import files
from goldenthread.core.viewer import Viewer


def clean_upload(upload: UploadedFile | None, *, by: Viewer) -> files.Received | None:
    """What came with the form, received and inspected; a refusal stands at its field."""
    if not upload:
        return None
    try:
        return files.receive(
            by=by, at=timezone.now(), name=upload.name or "", stream=upload
        )
    except files.FileRefused as refused:
        raise ValidationError(str(refused), code=refused.code) from refused
