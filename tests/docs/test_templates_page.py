"""The page for authors of templates: every name, filter, block and loss is there, and every example works."""

from __future__ import annotations

import io
import re
import runpy
import textwrap
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from PIL import Image

import briefgen.bulletin
from briefgen.bulletin import Bulletin, Text
from briefgen.kinsoku import has_wide
from briefgen.messages import Severity, catalogue
from briefgen.pipeline import Choices, run_stages
from briefgen.sandbox import make_environment
from briefgen.sandbox.filters import FILTER_NAMES
from briefgen.style.fidelity import GROUPS
from briefgen.template import load_template, render_page
from briefgen.template.chain import ParameterEntry, Settings
from briefgen.template.fit import FitEntry, StepEntry, What
from briefgen.template.house import HouseStyle
from briefgen.template.parameters import Kind
from briefgen.tree import paragraphs
from briefgen.weasyprint_fixes import NAMES as FIXES
from briefgen.world import MemoryWorld
from briefgen.writers import Stage
from briefgen.writers.word import write_docx
from tests.docs.pages import ROOT, Fence, Table, code, fences, tables
from tests.docs.projects import briefs, files_of, said, with_fragment

PAGE = ROOT / "docs/templates.md"
CONTENT = {"English": ROOT / "docs/content.md", "中文": ROOT / "docs/content.zh-CN.md"}
BASE = ROOT / "templates/base"
TEMPLATES = ROOT / "templates"
BULLETIN_KINDS: Mapping[str, type[Any]] = {
    name: kind
    for name, kind in vars(briefgen.bulletin).items()
    if isinstance(kind, type) and is_dataclass(kind)
}
FIELD_TABLES = [table for table in tables(PAGE) if table.head == ("name", "kind", "meaning")]


def table_under(heading: str, number: int = 0) -> Table:
    return [table for table in tables(PAGE) if table.heading == heading][number]


def first_cells(table: Table) -> list[str]:
    return [code(row[0]) for row in table.rows]


# ---- what a template receives ---------------------------------------------------------------------------------------


def test_every_kind_of_the_bulletin_has_a_table() -> None:
    assert sorted(table.heading for table in FIELD_TABLES) == sorted(BULLETIN_KINDS)
    assert len(BULLETIN_KINDS) >= 18


@pytest.mark.parametrize("table", FIELD_TABLES, ids=lambda table: table.heading)
def test_every_field_is_documented(table: Table) -> None:
    kind = BULLETIN_KINDS[table.heading]
    properties = [name for name, value in vars(kind).items() if isinstance(value, property)]
    names = [field.name for field in fields(kind)] + properties
    if kind is Bulletin:
        names += ["params", "labels"]
    assert first_cells(table) == names
    assert all(row[2] for row in table.rows)


@pytest.mark.parametrize("table", FIELD_TABLES, ids=lambda table: table.heading)
def test_the_kind_of_every_field_is_right(table: Table) -> None:
    kind = BULLETIN_KINDS[table.heading]
    types = get_type_hints(kind)
    types |= {
        name: get_type_hints(value.fget)["return"]
        for name, value in vars(kind).items()
        if isinstance(value, property)
    }
    for name, written, _ in table.rows:
        if (found := types.get(code(name))) is not None:
            assert said_kind(written) == kind_of(found), f"{table.heading}.{name}"


def said_kind(written: str) -> str:
    """The kind as the page has it, Markdown being a Text."""
    return written.replace("Markdown", "Text").replace("`", "")


def kind_of(found: Any) -> str:
    arguments = get_args(found)
    if type(None) in arguments:
        (inner,) = [each for each in arguments if each is not type(None)]
        return f"{kind_of(inner)} or none"
    if get_origin(found) is tuple:
        return f"list of {kind_of(arguments[0])}"
    if get_origin(found) is Literal:
        return ", ".join(arguments)
    if arguments:
        return "name: text"
    names = {"str": "text", "int": "number", "Decimal": "number", "bool": "true or false"}
    name = str(found.__name__)
    return names.get(name, name)


def test_the_page_gets_these_names_and_no_others() -> None:
    """A page that prints every name of the table, and one that prints another."""
    names = first_cells(table_under("Bulletin"))
    page = "".join(f"{{% if {name} %}}{{% endif %}}" for name in names)
    assert errors(rendered({"templates/fragment/page.html.j2": page})) == []
    wrong = errors(rendered({"templates/fragment/page.html.j2": page + "{{ organisers }}"}))
    (line,) = wrong
    for name in names:
        assert re.search(rf"\b{name}\b", line), name
    known = line.split("there are: ")[1].split(", ")
    assert sorted(known) == sorted(names)


# ---- filters --------------------------------------------------------------------------------------------------------


def test_every_filter_is_documented() -> None:
    text = PAGE.read_text("utf-8")
    section = text[text.index("\n## Filters") : text.index("\n## The page")]
    ours = set(first_cells(table_under("Filters")))
    assert ours <= set(FILTER_NAMES)
    words = section.split("of Jinja's own filters are there too:")[1].split(". `range`")[0]
    kept = set(re.findall(r"`([a-z_]+)`", words))
    assert ours | kept == set(FILTER_NAMES)
    assert ours.isdisjoint(kept)


@pytest.mark.parametrize("language", CONTENT)
def test_filters_print_what_the_page_says(language: str) -> None:
    table = table_under("Filters")
    column = table.head.index(language)
    bulletin = compiled(CONTENT[language])
    environment = make_environment(bulletin.language)
    values = {field.name: getattr(bulletin, field.name) for field in fields(bulletin)}
    for row in table.rows:
        assert f"| {code(row[0])}" in row[1]
        wanted = code(row[column]) if row[column].startswith("`") else row[column]
        assert environment.from_string(code(row[1])).render(values).strip() == wanted, row[1]


# ---- template.yaml, blocks, CSS -------------------------------------------------------------------------------------


def test_every_key_of_template_yaml_is_documented() -> None:
    assert first_cells(table_under("template.yaml")) == list(Settings.model_fields)
    assert first_cells(table_under("Parameters")) == list(ParameterEntry.model_fields)
    choices = {"paper": Settings, "formats": Settings, "languages": Settings}
    for name in choices:
        (row,) = [r for r in table_under("template.yaml").rows if code(r[0]) == name]
        wanted = re.findall(r"'([^']+)'", str(Settings.model_fields[name].annotation))
        if name == "languages":
            wanted = ["zh-Hans", "zh-Hant", "en"]
        assert re.findall(r"`([^`]+)`", row[1]) == wanted
    assert re.findall(r"`([^`]+)`", table_under("Parameters").rows[0][1]) == list(get_args(Kind))


def test_every_key_of_the_house_style_is_documented() -> None:
    keys, shared = (table_under("The house style", number) for number in (0, 1))
    assert first_cells(keys) == list(HouseStyle.model_fields)
    world = MemoryWorld({})
    for name in ("base", "bulletin", "roundup", "newsletter"):
        template = load_template(world, name).value
        assert template is not None
        assert set(first_cells(shared)) <= set(template.parameters), name
        (row,) = (row for row in shared.rows if code(row[0]) == "page_number")
        assert set(re.findall(r"`([^`]+)`", row[1])) == set(
            template.parameters["page_number"].choices
        )


def test_every_key_of_fit_is_documented() -> None:
    entry, step = (table_under("Fitting a number of pages", number) for number in (0, 1))
    assert first_cells(entry) == list(FitEntry.model_fields)
    fields = {field.alias or name: field for name, field in StepEntry.model_fields.items()}
    assert first_cells(step) == list(fields)
    kinds = re.findall(r"`([^`]+)`", step.rows[-1][1])
    assert kinds == list(get_args(What))


def test_every_shipped_template_is_documented() -> None:
    shipped = sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())
    assert sorted(first_cells(table_under("First look what can be set"))) == shipped


def test_every_block_is_documented() -> None:
    blocks = re.findall(r"\{% block (\w+)", (BASE / "page.html.j2").read_text("utf-8"))
    assert first_cells(table_under("Blocks")) == blocks
    assert len(blocks) > 10


def test_every_property_for_css_is_documented() -> None:
    world = MemoryWorld({})
    template = load_template(world, "base").value
    assert template is not None
    page = render_page(world, template, compiled(CONTENT["English"]), {}).value
    assert page is not None
    given = re.findall(r"(?m)^  (--[\w-]+):", page.sheets[0].text)
    parameters = {f"--{name}".replace("_", "-") for name in page.parameters}
    parameters -= {"--masthead-name"}  # what is printed, whether or not the parameter says it
    assert set(first_cells(table_under("What CSS knows of the brief"))) == set(given) - parameters


def test_what_is_said_to_be_lost_in_word_is() -> None:
    named = first_cells(table_under("What Word can't express"))
    lost = {
        name
        for group in GROUPS.values()
        for each in group
        if each.word in ("none", "partly")
        for name in (*each.names, *each.others)
    }
    assert [name for name in named if name not in lost] == []
    assert len(named) > 8


def test_what_the_page_names_exists() -> None:
    text = PAGE.read_text("utf-8")
    for name in ("not-printed", "word-loss"):
        assert f"`{name}`" in text
        assert name in catalogue()
    for name in re.findall(r"BRIEFGEN_WITHOUT_FIXES=(\w+)", text):
        assert name in FIXES
    own = set(re.findall(r"`(--[\w-]+)`", text.split("### Styles in Word")[1].split("###")[0]))
    assert own >= {"--word-style", "--word-base", "--word-number", "--word-sequence", "--anchor"}


# ---- the examples ---------------------------------------------------------------------------------------------------


@cache
def compiled(page: Path) -> Bulletin:
    world = MemoryWorld(files_of(page))
    (ref,) = briefs(world)
    bulletin: Bulletin | None = run_stages(world, ref, Choices(), Stage.BULLETIN)[
        Stage.BULLETIN
    ].value
    assert bulletin is not None
    return bulletin


LEAFLET = "templates/leaflet/"


def own_files() -> dict[str, str]:
    """The template that the page builds up, with the house style."""
    found = (fence for fence in fences(PAGE) if fence.path and LEAFLET not in fence.path)
    return {fence.path: fence.text for fence in found}


def rendered(files: Mapping[str, str], name: str = "fragment", until: Stage = Stage.PAGE) -> Any:
    """The English sample project with a template; `fragment` stands alone when the files don't say otherwise."""
    settings = {"templates/fragment/template.yaml": "languages: [en]\n"}
    world = MemoryWorld({**files_of(CONTENT["English"]), **settings, **files})
    (ref,) = briefs(world)
    return run_stages(world, ref, Choices(name), until)[until]


def errors(result: Any) -> list[str]:
    return [each.line() for each in result.messages if each.severity is Severity.ERROR]


def test_the_template_of_the_page_works_in_both_formats() -> None:
    files = own_files()
    assert set(files) == {
        "templates/house.yaml",
        "templates/ours/template.yaml",
        "templates/ours/style.css",
        "templates/ours/page.html.j2",
        "templates/ours/labels.en.yaml",
    }
    styled = rendered(files, "ours", Stage.STYLED)
    assert [each.line() for each in styled.messages] == []
    written = write_docx(styled.value.tree)
    assert [each.line() for each in written.messages] == []
    page = rendered(files, "ours").value
    assert '<p class="thanks"' in page.html
    assert "Thank you for reading." in page.html
    assert ">To do</h2>" in page.html
    assert "#6b2d5c" in page.sheets[0].text
    assert "--masthead-colour: #0b3d91;" in page.sheets[0].text
    assert "--corner: var(--masthead-name);" in page.sheets[0].text
    assert "size: 215.9mm 279.4mm" in page.sheets[0].text


def test_the_template_that_fits_its_pages_does() -> None:
    files = {f.path: f.text for f in fences(PAGE) if f.path and LEAFLET in f.path}
    assert len(files) == 2
    assert rendered(files, "leaflet", Stage.STYLED).messages == ()
    settings = files["templates/leaflet/template.yaml"]
    narrow = settings.replace("pages: 2", "pages: 1").replace("default: 9pt", "default: 11pt")
    small = {"templates/leaflet/template.yaml": narrow}
    fitted = rendered({**files, **small}, "leaflet", Stage.STYLED)
    assert fitted.value.tree.pages == 1
    assert {each.code for each in fitted.messages} == {"fitted", "left-out"}


def unnamed(language: str) -> list[Fence]:
    found = [fence for fence in fences(PAGE) if fence.language == language and not fence.path]
    assert found, f"the page has no {language}"
    return found


@pytest.mark.parametrize("fence", unnamed("jinja"), ids=lambda fence: fence.line)
def test_a_piece_of_a_page_renders(fence: Fence) -> None:
    result = rendered({"templates/fragment/page.html.j2": fence.text})
    assert errors(result) == []
    words = ("News", "Federation Office", "Ledger Night", "Most guests")
    assert any(word in result.value.html for word in words)


@pytest.mark.parametrize("fence", unnamed("css"), ids=lambda fence: fence.line)
def test_a_piece_of_css_says_nothing(fence: Fence) -> None:
    settings = "extends: newsletter\n"
    # The sample is English: hanzi that a piece puts before its headings need a font that has them.
    fonts = "\nh2, h3, h4 { font-family: SimHei !important }\n" if has_wide(fence.text) else ""
    files = {
        "templates/fragment/template.yaml": settings,
        "templates/fragment/style.css": fence.text + fonts,
        "templates/fragment/lines.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    }
    styled = rendered(files, until=Stage.STYLED)
    assert [each.line() for each in (*styled.messages, *styled.value.tree.losses)] == []
    broken = {**files, "templates/fragment/style.css": fence.text + fonts + ".x { no-such: 1 }"}
    assert [each.code for each in rendered(broken, until=Stage.STYLED).messages] == ["css"]


@pytest.mark.parametrize("fence", unnamed("yaml"), ids=lambda fence: fence.line)
def test_a_piece_of_a_brief_says_nothing(fence: Fence) -> None:
    found = said(with_fragment(files_of(CONTENT["English"]), fence))
    assert [each.line() for each in found] == []


def test_an_example_with_a_slip_is_noticed() -> None:
    assert errors(rendered({"templates/fragment/page.html.j2": "{{ title | scr }}"})) != []
    assert isinstance(compiled(CONTENT["English"]).title, Text)


# ---- pictures -------------------------------------------------------------------------------------------------------


def test_the_pictures_of_templates_are_small_and_of_templates_that_are_there() -> None:
    shown = re.findall(r"\(images/templates/([a-z-]+)\.png\)", PAGE.read_text("utf-8"))
    assert len(shown) == len(set(shown)) >= 7
    for name in shown:
        assert (TEMPLATES / name / "template.yaml").is_file(), name
        path = PAGE.parent / f"images/templates/{name}.png"
        assert path.stat().st_size < 60_000, name
        with Image.open(path) as picture:
            assert picture.width == 302, name


def test_every_template_that_the_script_knows_is_drawn_with_a_brief_that_is_there() -> None:
    script = runpy.run_path(str(ROOT / "scripts/pictures.py"))
    briefs_there = {path.parent.name for path in ROOT.glob("content/*/*/brief.yaml")}
    assert {
        *script["SAMPLES"].values(),
        script["USUAL"],
        *script["PICTURES"].values(),
    } <= briefs_there
    assert set(script["SAMPLES"]) <= set(script["templates"]())


def test_the_masthead_of_the_walk_is_in_both_files() -> None:
    """What the five minutes say, done: a name and a colour in the house style, nothing else."""
    text = PAGE.read_text("utf-8")
    walk = text[text.index("## Five minutes") : text.index("## The house style")]
    indented = re.search(r"```text\n(.*?)```", walk, re.DOTALL)
    assert indented is not None
    files = {"templates/house.yaml": textwrap.dedent(indented[1])}
    for template in ("bulletin", "newsletter"):
        styled = rendered(files, template, Stage.STYLED)
        assert [each.line() for each in styled.messages] == []
        name = next(p for p in paragraphs(styled.value.tree) if p.name in ("简报名称", "Masthead"))
        assert name.text == "The Harbour Letter"
        colours = {name.text_style.colour, *re.findall("[0-9A-F]{6}", repr(styled.value.tree))}
        assert "0B3D91" in colours
        docx = write_docx(styled.value.tree).value
        assert docx is not None
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            parts = {n: package.read(n) for n in package.namelist()}
        assert b"The Harbour Letter" in parts["word/document.xml"]
        assert b"0B3D91" in parts["word/document.xml"] + parts["word/styles.xml"]
