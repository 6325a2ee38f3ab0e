"""Turn many PDFs into one, each beginning on the front of a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from briefgen.handout.sheets import saved


def joined(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """The PDFs one after the other, with a bookmark for each title; a blank page where one would end on a front.

    Tags and claims don't survive: the file is for a printer.
    """
    whole = pikepdf.new()
    with whole.open_outline() as outline:
        for title, data in parts:
            first = len(whole.pages)
            with pikepdf.open(io.BytesIO(data)) as part:
                for page in part.pages:
                    for key in ("/StructParents", "/Annots"):
                        if key in page.obj:
                            del page.obj[key]
                whole.pages.extend(part.pages)
                size = part.pages[-1].mediabox
            outline.root.append(pikepdf.OutlineItem(title, first))
            if len(whole.pages) % 2:
                whole.add_blank_page(page_size=(float(size[2] - size[0]), float(size[3] - size[1])))
    return saved(whole)
