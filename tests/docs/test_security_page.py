"""The page about security: its figures are those of the code."""

from __future__ import annotations

from briefgen import docxfile, picture, sandbox, world, yamltext
from briefgen.style import fetch, patience
from tests.docs.pages import ROOT

PAGE = " ".join((ROOT / "docs/security.md").read_text("utf-8").split())


def test_the_figures_are_those_of_the_code() -> None:
    said = (
        f"nesting deeper than {yamltext.DEPTH_LIMIT}, ",
        f"more than {yamltext.NODE_LIMIT:,} values",
        f"files over {world.TEXT_LIMIT // 1_000_000} MB",
        f"more than {picture.MOST_PIXELS // 1_000_000} million pixels",
        f"`data:` up to {fetch._DATA_LIMIT // 1_000_000} MB",
        f"{docxfile.MOST_PARTS:,} parts, {docxfile.LARGEST_PART // 1_000_000} MB each, ",
        f"more than {sandbox.MOST_MADE // 1_000_000} million characters on its way",
        f"after {patience.AT_LEAST:.0f} seconds of the processor",
        f"at {patience.MOST_MEMORY:,} MB of memory",
        f"{docxfile.LARGEST_FILE // 1_000_000} MB together)",
    )
    assert [each for each in said if each not in PAGE] == []
    kinds = list(picture.PICTURE_KINDS)
    assert f"are {', '.join(kinds[:-1])} or {kinds[-1]} by their content" in PAGE
