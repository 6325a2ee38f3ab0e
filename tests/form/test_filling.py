"""A mandated form: its tags are filled in where they stand, in the look that they have there."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx.shared import Pt

from briefgen.form.blocks import blocks_of
from tests.form.support import filled, form
from tests.validity import faults

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(document: Any) -> list[list[list[str]]]:
    """The words of tables by row, cell and paragraph."""
    return [
        [[p.text for p in cell.paragraphs] for cell in row.cells] for row in document.tables[0].rows
    ]


def test_values_are_words_in_the_look_of_their_run() -> None:
    def edit(document: Any) -> None:
        paragraph = document.add_paragraph("Issue ")
        paragraph.add_run("{{ mast").bold = True  # as Word cuts tags into runs
        paragraph.add_run("head.number }}")

    made = filled(form("{{ title }}", "{{ date | date }}", "{{ masthead.secrecy }}.", edit=edit))
    assert made.words == ["2 libraries report", "10 February 2026", ".", "Issue 6"]
    assert made.document.paragraphs[3].runs[1].bold
    assert made.said == []


def test_what_looks_like_markup_or_a_tag_stays_words() -> None:
    words = '<w:p/> & {{ 7 * 7 }} "x"'
    north = f"organisation: north\nheadline: '{words}'\nactivities: [{{text: '{{% raw %}} <b>'}}]\n"
    made = filled(
        form("{{ headlines[0].headline }}", activity("{{ a.text | markdown }}")),
        **{"content/2026-w06/north.yaml": north},
    )
    assert made.words == [words, "{% raw %} <b>"]


def test_loops_and_conditions_over_paragraphs_and_rows() -> None:
    def edit(document: Any) -> None:
        table = document.add_table(rows=4, cols=2)
        table.cell(0, 0).text = "Library"
        table.cell(1, 0).text = "{%tr for headline in headlines %}"
        table.cell(2, 0).text = "{{ headline.organisation }}"
        table.cell(2, 1).text = "{{ headline.headline }}"
        table.cell(3, 0).text = "{%tr endfor %}"

    made = filled(
        form(
            "{%p if distribution %}",
            "To: nobody",
            "{%p else %}",
            "Not distributed",
            "{%p endif %}",
            edit=edit,
        )
    )
    assert made.words == ["Not distributed"]
    assert text_of(made.document) == [
        [["Library"], [""]],
        [["North"], ["The lights stay on"]],
        [["South"], ["A bus in the snow"]],
    ]


LONG = """\
organisation: north
headline: Much
activities:
  - text: |
      First, **bold** and *slanted* with [a link](https://example.org).

      - one
      - two

      3. three

      ## A heading

      | a | b |
      |---|---|
      | 1 | 2 |

      Last.
"""
ACTIVITIES = "".join(
    ("{% for s in sections[:1] %}{% for p in s.parts %}{% for i in p.items %}",
     "{% for a in i.activities %}TEXT{% endfor %}{% endfor %}{% endfor %}{% endfor %}")
)  # fmt: skip


def activity(text: str) -> str:
    return ACTIVITIES.replace("TEXT", text)


def long(*paragraphs: str, edit: Any = None) -> Any:
    return filled(form(*paragraphs, edit=edit), **{"content/2026-w06/north.yaml": LONG})


def test_markdown_alone_becomes_paragraphs_in_that_paragraphs_style() -> None:
    def edit(document: Any) -> None:
        paragraph = document.add_paragraph(style="Body Text")
        run = paragraph.add_run(activity("{{ a.text | markdown }}"))
        run.font.size = Pt(14)

    made = long(edit=edit)
    assert made.words == [
        "First, bold and slanted with a link.", "one", "two", "3.\tthree", "A heading", "Last.",
    ]  # fmt: skip
    first, one, _, three, heading, last = made.document.paragraphs
    assert [p.style.name for p in (first, three, last)] == ["Body Text"] * 3
    assert one.style.name == "List Bullet", "a real list where the form has that style"
    assert heading.style.name == "Heading 3"
    assert {run.font.size for run in first.runs if run.text} == {Pt(14)}
    assert [run.text for run in first.runs if run.bold] == ["bold"]
    assert [run.text for run in first.runs if run.italic] == ["slanted"]
    assert [link.address for link in first.hyperlinks] == ["https://example.org"]
    assert text_of(made.document) == [[["a"], ["b"]], [["1"], ["2"]]]
    assert faults(made.data) == []


def test_markdown_between_words_goes_on_with_them() -> None:
    made = long("Report: " + activity("{{ a.text | markdown }}") + " (end)")
    assert made.words[0] == "Report: First, bold and slanted with a link."
    assert made.words[-1] == "Last. (end)"
    made = long("Report: " + activity("{{ a.text | inline_markdown }}") + " (end)")
    (only,) = made.words
    assert only.startswith("Report: First, bold")
    assert only.endswith("Last. (end)")


def test_markdown_after_markdown_is_a_new_paragraph() -> None:
    made = filled(form("{{ lead | markdown }}{{ lead | markdown }}"))
    assert made.words == ["North and South wrote in."] * 2


def test_pictures_have_their_words_and_the_size_asked_for() -> None:
    image = activity('{% for image in a.images %}{{ image | picture("4cm") }}{% endfor %}')
    made = filled(form(image, image))
    assert made.data is not None
    with zipfile.ZipFile(BytesIO(made.data)) as archive:
        xml = archive.read("word/document.xml").decode()
        assert len([name for name in archive.namelist() if name.startswith("word/media/")]) == 1
    assert re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', xml) == [("1440000", "720000")] * 2
    assert re.findall(r'<wp:docPr id="(\d+)" name="([^"]*)" descr="([^"]*)"', xml) == [
        ("1", "hall.png", "The reading room"), ("2", "hall.png", "The reading room"),
    ]  # fmt: skip
    assert faults(made.data) == []


def test_headers_footers_notes_and_properties_are_filled_in_too() -> None:
    def edit(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ masthead.name }}"
        document.sections[0].footer.paragraphs[0].text = "{{ lead | markdown }}"
        document.core_properties.title = "{{ masthead.name }} & {{ lead | markdown }}"
        document.core_properties.subject = "as it was"

    made = filled(form("x", edit=edit)).document
    assert made.sections[0].header.paragraphs[0].text == "The Trolley"
    assert made.sections[0].footer.paragraphs[0].text == "North and South wrote in."
    core = made.core_properties
    assert core.title == "The Trolley & North and South wrote in."
    assert (core.subject, core.identifier, core.language) == ("as it was", "2026-w06", "en-US")
    assert (core.created.isoformat()[:10], core.modified.isoformat()[:10]) == ("2026-02-10",) * 2


def test_the_title_is_the_briefs_where_the_form_has_no_tag_for_it() -> None:
    assert filled(form("x")).document.core_properties.title == "2 libraries report"


def test_the_same_form_makes_the_same_bytes_and_a_sound_file() -> None:
    def edit(document: Any) -> None:
        paragraph = document.add_paragraph("{%p for o in organisations %}")
        paragraph = document.add_paragraph("{{ o }}")
        for tag in ("bookmarkStart", "bookmarkEnd"):
            told = {f"{W}id": "0"} | ({f"{W}name": "here"} if tag == "bookmarkStart" else {})
            mark = paragraph._p.makeelement(f"{W}{tag}", told)
            paragraph._p.append(mark)
        document.add_paragraph("{%p endfor %}")

    data = form("{{ title }}", edit=edit)
    made = filled(data)
    assert made.data is not None
    assert made.data == filled(data).data
    assert made.words == ["2 libraries report", "North", "South"]
    assert faults(made.data) == []


def test_labels_and_parameters_are_there_too() -> None:
    settings = "title: {en: Form}\nparameters:\n  office: {type: text, default: Room 4, label: {en: Office}}\n"
    made = filled(
        form("{{ labels.to }} {{ params.office }}"),
        **{"templates/form/template.yaml": settings, "templates/form/labels.en.yaml": "to: To\n"},
    )
    assert made.words == ["To Room 4"]


def test_what_a_form_leaves_out_is_one_warning_a_kind() -> None:
    made = filled(form("{{ title }} {{ lead | plain }}"))
    told = {
        m.args["what"]: (str(m.place), m.args["count"])
        for m in made.messages
        if m.code == "form-not-printed"
    }
    assert told["headline"] == ("content/2026-w06/north.yaml:2", "2")
    assert "title" not in told
    assert "lead" not in told


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_filters_word_as_everywhere(language: str) -> None:
    made = filled(form("{{ organisations | names }}"), language=language)
    assert made.words == [{"en": "North and South", "zh-Hans": "North、South"}[language]]


def test_a_reference_has_the_words_of_its_caption() -> None:
    north = (
        "organisation: north\nactivities:\n  - text: See *it* ([](#hall)).\n"
        "    images: [{file: hall.png, caption: The *hall*., id: hall}]\n"
    )
    made = filled(
        form(activity("{{ a.text | markdown }}")), **{"content/2026-w06/north.yaml": north}
    )
    assert made.words == ["See it (“The *hall*”)."]
    assert made.codes == ["reference-unnumbered"]


def test_the_caption_of_a_table_is_a_paragraph_above_it() -> None:
    caption, table = blocks_of("表：走访*户数* {#visits}\n\n| 区 |\n| --- |\n| 甲 |\n", 3)
    assert [run.text for run in caption.runs] == ["走访", "户数"]
    assert [[[run.text for run in cell] for cell in row] for row in table.rows] == [
        [["区"]],
        [["甲"]],
    ]
