"""Turn Word files into PDFs by LibreOffice, with the fonts that briefgen's PDFs have."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from briefgen.fontconfig import environment

_SECONDS = 60
"""For starting LibreOffice; a file takes a second or two more."""


def find_office() -> str | None:
    """LibreOffice's program, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(program: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDFs that LibreOffice makes of Word files, by the same names; what it can't read has none.

    All are made by one run, in a user profile that is thrown away.
    """
    with tempfile.TemporaryDirectory(prefix="briefgen-") as name:
        work = Path(name)
        for index, data in enumerate(files.values()):
            (work / f"{index}.docx").write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(work / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(work),
            *(str(work / f"{index}.docx") for index in range(len(files))),
        ]
        with suppress(subprocess.TimeoutExpired, OSError):
            subprocess.run(  # noqa: S603  no shell, and the names are ours
                command,
                env={**os.environ, **environment(work)},
                capture_output=True,
                timeout=_SECONDS + 10 * len(files),
                check=False,
            )
        made = {key: work / f"{index}.pdf" for index, key in enumerate(files)}
        return {key: path.read_bytes() for key, path in made.items() if path.exists()}
