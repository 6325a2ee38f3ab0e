"""Faults in forms: every one in one run, at its paragraph or cell, without LibreOffice."""

from __future__ import annotations

from typing import Any

import pytest

from briefgen.messages import catalogue
from tests.form.support import FORM, checked, filled, form, with_parts

HEAD = f"{FORM}: error"


def test_all_unknown_names_are_told_at_once_where_they_stand() -> None:
    def edit(document: Any) -> None:
        document.add_heading("Who reported", 2)
        document.add_paragraph("Also {{ masthed.name }}")
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 1).text = "{{ nothing }}"
        document.sections[0].header.paragraphs[0].text = "{{ titel }}"

    data = form("{{ titel }}", "{% if false %}{{ never }}{% endif %}", edit=edit)
    found = checked(data)
    assert [line.partition("; the names")[0].partition(" (there is")[0] for line in found][:1]
    starts = [
        f'{HEAD}[undefined-name]: paragraph 1, {{{{ titel }}}}: no name "titel"',
        f"{HEAD}[undefined-name]: paragraph 2, {{{{ never }}}}: ",
        f'{HEAD}[undefined-name]: paragraph 4 (after the heading "Who reported"), {{{{ masthed.name }}}}: ',
        f"{HEAD}[undefined-name]: table 1, row 1, column 2, {{{{ nothing }}}}: ",
        f"{HEAD}[undefined-name]: header 1, paragraph 1, {{{{ titel }}}}: ",
    ]
    assert len(found) == len(starts)
    for line, start in zip(found, starts, strict=True):
        assert line.startswith(start)
    assert 'did you mean "title"?' in found[0]
    assert filled(data).data is None


def test_faults_while_filling_in_are_all_told() -> None:
    data = form(
        "{{ masthead.nmae }}",
        "{{ title }}",
        "{% for s in sections %}{{ s.heading | names }}{{ s.missing }}{% endfor %}",
        "{{ masthead.nmae }} again",
        "{{ sections }}",
    )
    found = checked(data)
    places = [line.partition("]: ")[2].partition(":")[0] for line in found]
    assert places == [
        "paragraph 1, {{ masthead.nmae }}",
        "paragraph 3, {{ s.heading | names }}",
        "paragraph 3, {{ s.missing }}",
        "paragraph 4, {{ masthead.nmae }}",
        "paragraph 5, {{ sections }}",
    ]


def test_places_are_worded_in_chinese() -> None:
    def edit(document: Any) -> None:
        document.add_heading("报送情况", 2)
        document.add_paragraph("{{ titel }}")

    (said,) = [m for m in filled(form(edit=edit)).messages if m.code == "undefined-name"]
    assert said.text("zh").startswith("第2段（标题“报送情况”之后），{{ titel }}：")


def rows(*cells: str) -> Any:
    def edit(document: Any) -> None:
        table = document.add_table(rows=len(cells), cols=1)
        for index, words in enumerate(cells):
            table.cell(index, 0).text = words

    return edit


@pytest.mark.parametrize(
    ("code", "paragraphs", "edit"),
    [
        ("form-tag-open", ["{{ title"], None),
        ("form-unclosed", ["{% if title %}x"], None),
        ("form-stray", ["x{% endif %}"], None),
        (
            "form-tag-space",
            [],
            rows("{% tr for o in organisations %}", "{{ o }}", "{%tr endfor %}"),
        ),
        ("form-outside-table", ["{%tr for o in organisations %}", "{%tr endfor %}"], None),
        ("form-tags-differ", ["{%p if title %}", "x", "{% endif %}"], None),
        ("form-tags-together", [], rows("{%tr if title %}{%tr endif %}")),
        ("form-beside", ["{%p if title %} lost", "x", "{%p endif %}"], None),
        ("form-tag-sign", ["{%p if 7 % 2 %}", "x", "{%p endif %}"], None),
        ("form-object", ["{{p lead }}"], None),
        ("unknown-filter", ["{{ title | shout }}"], None),
        ("unknown-test", ["{% if title is lovely %}x{% endif %}"], None),
        ("template-unexpected", ["{{ title | }}"], None),
    ],
)
def test_each_kind_of_fault(code: str, paragraphs: list[str], edit: Any) -> None:
    made = filled(form(*paragraphs, edit=edit))
    assert made.data is None
    assert code in made.codes
    assert all(f"{FORM}: " in line for line in made.said)
    said = next(each for each in made.messages if each.code == code)
    assert said.args["spot_en"].startswith(("paragraph ", "table 1, row "))


def test_tags_in_pending_revisions() -> None:
    def edit(document: Any) -> None:
        paragraph = document.add_paragraph("kept {{ title }}")
        run = paragraph.runs[0]._r
        change = run.makeelement(run.tag.replace("}r", "}ins"), {})
        run.addprevious(change)
        change.append(run)

    assert filled(form(edit=edit)).codes == ["form-revision"]


def test_every_message_about_forms_is_met_somewhere() -> None:
    """The messages of forms that no test above meets are few, and named."""
    met = {"form-tag-open", "form-unclosed", "form-stray", "form-tag-space", "form-outside-table", "form-tags-differ",
           "form-tags-together", "form-beside", "form-tag-sign", "form-object", "form-revision", "form-macros", "form-outside",
           "form-embedded", "form-field", "form-not-printed", "form-format", "form-no-office", "form-not-compared"}  # fmt: skip
    rest = {
        "form-tag-split",
        "form-tags-apart",
        "form-broken",
        "form-no-docxtpl",
        "form-office-failed",
    }
    assert {code for code in catalogue() if code.startswith("form-")} == met | rest


# ---- hostile forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("template-refused", "{{ ''.__class__ }}"),
        ("template-refused", "{{ title.__class__.__mro__ }}"),
        ("template-refused", "{{ title | attr('__class__') }}"),
        ("template-refused", "{{ namespace.__init__.__globals__ }}"),
        ("undefined-name", "{{ cycler }}"),
        ("undefined-name", "{{ self }}"),
        ("unknown-filter", "{{ title | safe }}"),
        ("template-limit", "{{ 'x' * 100000000 }}"),
        (
            "template-limit",
            "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}",
        ),
        ("template-limit", "{{ range(99999999) | list }}"),
        ("no-template-part", "{% include '/etc/passwd' %}"),
        ("template-recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
    ],
)
def test_the_sandbox_holds(code: str, tag: str) -> None:
    made = filled(form(tag))
    assert made.data is None
    assert made.codes[0] == code or code in made.codes


RELS = b"</Relationships>"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def related(kind: str, target: str, mode: str = "External") -> bytes:
    import zipfile
    from io import BytesIO

    data = form("{{ title }}")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        rels = archive.read("word/_rels/document.xml.rels")
    new = f'<Relationship Id="rId99" Type="{KINDS}{kind}" Target="{target}" TargetMode="{mode}"/>'
    return with_parts(
        data, {"word/_rels/document.xml.rels": rels.replace(RELS, new.encode() + RELS)}
    )


@pytest.mark.parametrize(
    ("kind", "target", "codes"),
    [
        ("image", "http://127.0.0.1:9/pixel.png", ["form-outside"]),
        ("attachedTemplate", "http://127.0.0.1:9/evil.dotm", []),
        ("hyperlink", "https://example.org", []),
        ("hyperlink", "file:///etc/passwd", ["form-outside"]),
        ("oleObject", "file:///etc/passwd", ["form-outside"]),
    ],
)
def test_what_leads_outside(kind: str, target: str, codes: list[str]) -> None:
    made = filled(related(kind, target))
    assert made.codes == codes


@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "aFChunk", "subDocument"])
def test_what_is_embedded_is_refused(kind: str) -> None:
    assert filled(related(kind, "embeddings/a.bin", "Internal")).codes == ["form-embedded"]


def test_macros_and_fetching_fields_are_refused() -> None:
    assert filled(with_parts(form("x"), {"word/vbaProject.bin": b"\0"})).codes == ["form-macros"]
    assert filled(with_parts(form("x"), {"word/embeddings/oleObject1.bin": b"\0"})).codes == []

    def field(words: str) -> Any:
        def edit(document: Any) -> None:
            run = document.add_paragraph().add_run()._r
            for name, told in (("fldChar", "begin"), ("instrText", words), ("fldChar", "end")):
                child = run.makeelement(run.tag.replace("}r", "}" + name), {})
                if name == "fldChar":
                    child.set(run.tag.replace("}r", "}fldCharType"), told)
                else:
                    child.text = told
                run.append(child)

        return edit

    assert filled(form(edit=field(' INCLUDETEXT "file:///etc/passwd" '))).codes == ["form-field"]
    assert filled(form(edit=field(" DDEAUTO c:\\\\cmd.exe "))).codes == ["form-field"]
    assert filled(form(edit=field(" {{ 'INCLUDE' ~ 'PICTURE' }} x "))).codes == ["form-field"]
    assert filled(form(edit=field(" PAGE "))).codes == []
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    comments = f'<w:comments xmlns:w="{space}"><w:fldSimple w:instr="LINK x"/></w:comments>'
    beside = with_parts(form("x"), {"word/comments.xml": comments.encode()})
    assert filled(beside).codes == ["form-field"], "in parts that are not filled in, too"


def test_damaged_files_are_one_message() -> None:
    assert filled(b"nothing").codes == ["docx-no-zip"]
    bomb = with_parts(form("x"), {"word/media/bomb.png": b"\0" * 33_000_000})
    assert filled(bomb).codes == ["docx-too-large"]
    assert filled(form("x" * 4_000_001)).codes == ["docx-too-large"]
    evil = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    assert filled(with_parts(form("x"), {"word/settings.xml": evil})).codes == ["docx-dtd"]
