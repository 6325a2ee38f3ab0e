"""Turn a filled-in Word form into its files: the Word file as it is, and a PDF that LibreOffice makes of it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Protocol

from briefgen.messages import Result, Stop, message

_LACKING = 3


class Form(Protocol):
    """What `form.fill_form` makes; see there."""

    @property
    def docx(self) -> bytes:
        """The Word file."""

    @property
    def title(self) -> str:
        """The brief's title."""

    @property
    def day(self) -> date:
        """The brief's day, on which all its files were made."""


def write_form_pdf(form: Form) -> Result[bytes]:
    """The PDF. The value is None when LibreOffice fails; raises Stop (exit code 3) where there is no LibreOffice."""
    from briefgen.office import find_office, to_pdf

    program = find_office()
    if program is None:
        raise Stop(message("form-no-office"), exit_code=_LACKING)
    made = to_pdf(program, {"form": form.docx})
    if not made:
        return Result(None, (message("form-office-failed"),))
    return Result(_settled(made["form"], form))


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def _settled(pdf: bytes, form: Form) -> bytes:
    """The PDF without the time at which it was made, and with an identifier that follows from what is in it."""
    import pikepdf

    stamp = f"D:{form.day:%Y%m%d}000000Z"
    with pikepdf.open(BytesIO(pdf)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            for name in [name for name in metadata if "Date" in name]:
                metadata[name] = f"{form.day.isoformat()}T00:00:00Z"
        document.docinfo["/Title"] = form.title.replace("\n", " ")
        for name in ("/CreationDate", "/ModDate"):
            document.docinfo[name] = stamp
        for name in ("/DocChecksum", "/ID"):  # LibreOffice makes them of the time
            if name in document.trailer:
                del document.trailer[name]
        stream = BytesIO()
        document.save(stream, deterministic_id=True)
        return stream.getvalue()
