"""The PDFs claim PDF/A-3a and PDF/UA-1, and veraPDF agrees; a page that bars a screen reader is told and claims less."""

from __future__ import annotations

import io

import pikepdf
import pytest

from briefgen.handout import Layout, Numbering, Subject, Wish, prepare
from briefgen.handout.numbers import Share
from briefgen.handout.placing import Press
from briefgen.messages import Message
from briefgen.style import style_page
from briefgen.template import list_templates, load_template
from briefgen.world import DiskWorld, MemoryWorld
from briefgen.writers.pdf import write_pdf
from tests.briefs.built import OWN, ROOT, SAMPLES, build, sample
from tests.pdfstandards import violations
from tests.style.support import PAGE_CSS, Page, Sheet, png

CLAIMS = {"pdfuaid:part": "1", "pdfaid:part": "3", "pdfaid:conformance": "A"}
"""What every brief's PDF says of itself."""


def claims_of(pdf: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as claims:
        return {name: str(claims[name]) for name in CLAIMS if name in claims}


def expect_true_claims(pdf: bytes) -> None:
    assert claims_of(pdf) == CLAIMS
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []  # qpdf --check
    assert violations(pdf, "3a") == {}
    assert violations(pdf, "ua1") == {}


@pytest.mark.parametrize("brief", [*SAMPLES, *(brief for brief, _ in OWN)])
def test_the_samples_are_what_they_claim(brief: str) -> None:
    expect_true_claims(sample(brief).pdf)


@pytest.mark.parametrize("template", list_templates(DiskWorld(ROOT)))
@pytest.mark.parametrize("brief", ["2019-chongqing-roundup", "2026-w47-libraries"])
def test_every_template_makes_what_it_claims(brief: str, template: str) -> None:
    """A Chinese and an English brief with pictures, tables, tasks and figures."""
    found = load_template(DiskWorld(ROOT), template).value
    assert found is not None
    if sample(brief).bulletin.language not in found.languages:
        pytest.skip("the template is not made for this language")
    expect_true_claims(build(brief, template).pdf)


# ---- numbered copies --------------------------------------------------------------------------------------------------
SEALS = MemoryWorld({"seals/000001.png": png(40, 20), "seals/000002.png": png(20, 40)})


def copies_of(brief: str, names: str, *, grey: bool) -> list[bytes]:
    """Two copies with number, recipient, and both kinds of watermark."""
    wish = Wish(
        Layout(),
        Press((595.28, 841.89)),
        paper_chosen=False,
        numbering=Numbering(names=names),
        watermark="{recipient}",
        picture="seals/{number}.png",
        grey=grey,
    )
    subject = Subject("job", "Title", shares=(Share("办公厅", 1), Share("Archive", 1)))
    made = prepare(SEALS, sample(brief).pdf, subject, wish).value
    assert made is not None
    return [data for _, data in made.files]


@pytest.mark.parametrize("grey", [False, True])
def test_separate_copies_are_what_they_claim(grey: bool) -> None:
    first, second = copies_of(SAMPLES[2], "{number}", grey=grey)
    expect_true_claims(second if grey else first)


def test_copies_in_one_file_claim_less_and_that_is_true() -> None:
    (together,) = copies_of(SAMPLES[2], "", grey=False)
    assert claims_of(together) == {"pdfaid:part": "3", "pdfaid:conformance": "B"}
    assert violations(together, "3b") == {}


# ---- pages that bar a screen reader -----------------------------------------------------------------------------------
GOOD = """<html lang="en"><head><title>A page</title></head><body>
<h1>One</h1><h2>Two</h2><p>Text with a <a href="https://example.org/">link that
has <strong>bold <em>words</em></strong> and a <img src="dot.png" alt="dot"></a> in it.</p><h3>Three</h3><h2>Four</h2>
<figure><img src="dot.png" alt="a dot" data-src="content/a.yaml:3:image"><figcaption>Dot</figcaption></figure>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>a square</title><rect width="9" height="9"/></svg>
<table role="presentation"><tr><td>left</td><td>right</td></tr><tr><td>alone</td></tr></table>
<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tr><td>1</td><td>2</td></tr></table>
</body></html>"""


def made(html: str) -> tuple[bytes, tuple[Message, ...]]:
    sheets = (Sheet("templates/base/style.css", PAGE_CSS.replace("FangSong", "Caladea")),)
    styled = style_page(MemoryWorld({"dot.png": png(4, 4)}), Page(html, sheets))
    assert styled.value is not None
    pdf = write_pdf(styled.value).value
    assert pdf is not None
    return pdf, styled.messages


def test_a_page_without_barriers_is_what_it_claims() -> None:
    pdf, messages = made(GOOD)
    assert messages == ()
    expect_true_claims(pdf)


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        (' lang="en"', "", 'the page has no "lang"'),
        ("<title>A page</title>", "", "the page has no <title>"),
        ("<h2>Two</h2>", '<h3 data-src="content/a.yaml:7:x">Two</h3>',
         "content/a.yaml:7: warning[pdf-heading]: a heading h3 stands where h2"),
        ("<h1>One</h1>", "", "a heading h2 stands where h1"),
        (' alt="a dot"', ' alt=""',
         'content/a.yaml:3: warning[pdf-no-alt]: nothing says in words what the picture "dot.png" shows'),
        ("<title>a square</title>", "", 'the picture "svg"'),
    ],
)  # fmt: skip
def test_a_barrier_is_told_and_the_pdf_claims_less(good: str, bad: str, line: str) -> None:
    assert good in GOOD
    pdf, messages = made(GOOD.replace(good, bad, 1))
    assert [line in each.line("en") for each in messages] == [True]
    assert claims_of(pdf) == {"pdfaid:part": "3", "pdfaid:conformance": "A"}
    # What was told is what veraPDF finds: the claim would have been false.
    assert violations(pdf, "ua1") != {}


# ---- the YAML inside ---------------------------------------------------------------------------------------------------
def test_the_pdf_carries_the_files_that_it_is_made_from() -> None:
    brief = "2026-w47-libraries"
    with pikepdf.open(io.BytesIO(build(brief).pdf)) as pdf:
        found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        kinds = {str(spec.get_file().mime_type) for spec in pdf.attachments.values()}
        assert {str(each.AFRelationship) for each in pdf.Root.AF} == {"/Source"}
    folder = f"libraries/{brief}"
    assert next(iter(sorted(found))) == f"{folder}/alder-bridge.yaml"
    assert found == {name: (ROOT / "content" / name).read_bytes() for name in found}
    there = {f"{folder}/{path.name}" for path in (ROOT / "content" / folder).glob("*.yaml")}
    assert set(found) == there | {
        f"libraries/{each}.yaml" for each in ("organisations", "themes", "figures")
    }
    assert kinds == {"application/yaml"}
