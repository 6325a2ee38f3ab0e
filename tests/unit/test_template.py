"""Templates: what they inherit, what may be set, what the page holds, and what is said when something is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound

from briefgen import bulletin as b
from briefgen.bulletin import Bulletin, Text
from briefgen.messages import Result
from briefgen.sandbox import make_environment
from briefgen.template import ChainLoader, Page, list_templates, load_template, render_page
from briefgen.template.parameters import css_string
from briefgen.template.printed import content
from briefgen.world import DiskWorld, MemoryWorld

SHIPPED = [
    "base", "bulletin", "compendium", "feature", "handout-notes", "newsletter", "onepage", "roundup", "schedule",
]  # fmt: skip
LANGUAGES = ["zh-Hans", "zh-Hant", "en"]
EMPTY_TAIL = {"distribution": None, "credits": None}


def text(words: str, path: str, file: str = "content/b/brief.yaml", line: int = 1) -> Text:
    return Text(words, f"{file}:{line}:{path}")


def organisation(name: str) -> b.Organisation:
    src = f"organisations/{name}/name"
    return b.Organisation(
        name,
        text(f"{name} Committee", src),
        text(name.capitalize(), src, "content/organisations.yaml"),
    )


NAN, BEI, DONG = organisation("nan"), organisation("bei"), organisation("dong")


def activity(who: b.Organisation, number: int, **given: object) -> b.Activity:
    file, path = f"content/b/{who.id}.yaml", f"activities/{number}"
    words = {
        key: text(str(value), f"{path}/{key}", file, 10 * (number + 1))
        for key, value in given.items()
        if key in ("title", "place", "text", "short")
    }
    nothing = {"title": None, "place": None, "text": None, "short": None}
    base = b.Activity(
        title=words.get("title"), place=words.get("place"), text=words.get("text"), short=words.get("short"),
        dates=None, reporter=who, organisations=(who,), themes=(), topic=None, figures=(), images=(), tasks=(),
        src=f"{file}:{10 * (number + 1)}:{path}",
    )  # fmt: skip
    others = {key: value for key, value in given.items() if key not in nothing}
    return replace(base, **others)  # type: ignore[arg-type]  # fields of an activity by name


def whole(language: str = "zh-Hans", **changes: object) -> Bulletin:
    """A bulletin that has one of everything."""
    picture = b.Image(
        "content/b/hall #1.png",
        text("A hall", "activities/0/images/0/alt", "content/b/nan.yaml"),
        text("The hall", "activities/0/images/0/caption", "content/b/nan.yaml"),
        "content/b/nan.yaml:5:activities/0/images/0",
    )
    task = b.Task(
        text("Mend the stove", "tasks/0/task"), text("Caretaker", "tasks/0/owner"), date(2019, 8, 1), "open", True, NAN
    )  # fmt: skip
    opening = activity(
        NAN, 0, title="Opening", place="Old hall", text="First words.\n\n- one\n- two", images=(picture,),
        dates=b.Span(date(2019, 8, 5), date(2019, 8, 6)), organisations=(NAN, DONG), tasks=(task,),
    )  # fmt: skip
    short = activity(BEI, 0, short="Only the short wording.")
    lecture, silent = activity(BEI, 1, text="With slides."), activity(DONG, 0, title="Lecture")
    topic = b.Item(
        (lecture, silent), (BEI, DONG), "lectures", text("Lectures", "topics/lectures/label"),
        text("Bei and Dong held lectures.", "topics/lectures/text"),
    )  # fmt: skip
    theme = b.Theme("study", text("Study", "themes/0/label"), None)
    headline = text("A stove <lit> & warm", "headline", "content/b/nan.yaml", 2)
    lost = text("Only in the list", "headline", "content/b/bei.yaml", 2)
    dong = text("Dong's own", "headline", "content/b/dong.yaml")
    sections = (
        b.Section(
            1, "organisation", headline, None, None, (NAN,),
            (b.Part(NAN, None, text("Before all.", "text", "content/b/nan.yaml"), (b.Item((opening,), (NAN, DONG)),)),),
        ),
        b.Section(
            2, "group", text("Two together", "sections/1/heading"), text("They **agree**.", "sections/1/text"), None,
            (BEI, DONG),
            (
                b.Part(None, None, None, (topic,)),
                b.Part(BEI, lost, None, (b.Item((short,), (BEI,)),)),
                b.Part(DONG, None, None, (b.Item((activity(DONG, 2, title="Just a title"),), (DONG,)),)),
            ),
        ),
        b.Section(
            3, "theme", theme.label, text("About study.", "themes/0/text"), theme, (DONG,),
            (b.Part(None, None, None, (b.Item((activity(DONG, 1, text="Reading.\n\nMore."),), (DONG,)),)),),
        ),
    )  # fmt: skip
    number = b.Number(Decimal(200), over=True)
    figures = (
        b.FigureTotal("people", text("People", "figures/0/label"), text("p", "figures/0/unit"), number, False, None,
                      (b.OrganisationValue(NAN, number),)),
        b.FigureTotal("visits", text("Visits", "figures/1/label"), text("", "figures/1/unit"), b.Number(Decimal(3)), True,
                      text("the server", "figures/1/source")),
        b.FigureTotal("rate", text("Rate", "figures/2/label"), text("%", "figures/2/unit"), None, False, None,
                      (b.OrganisationValue(BEI, b.Number(Decimal(98))),)),
    )  # fmt: skip
    row = b.ChartSeries(text("People", "figures/0/label"), (number, None))
    charts = (b.Chart(1, "bar", text("Who came", "charts/0/caption"), (NAN.short, BEI.short), (row,), text("p", "figures/0/unit"),
                      text("the door", "charts/0/source")),)  # fmt: skip
    made = Bulletin(
        id="b", template="bulletin", language="zh-Hans",
        masthead=b.Masthead(
            text("Work Brief", "masthead/name"), 18, 245, text("The office", "masthead/issuer"),
            text("Internal", "masthead/secrecy"), text("Urgent", "masthead/urgency"), True,
            text("Warm and dry", "masthead/motto"),
        ),
        date=date(2019, 8, 11), period=b.Span(date(2019, 7, 30), date(2019, 8, 9)),
        title=text("Stoves", "title"), subtitle=text("a subtitle", "subtitle"), lead=text("It *begins*.", "lead"),
        note=text("From the editor.", "note"), closing=text("It ends.", "closing"),
        organisations=(NAN, BEI, DONG),
        headlines=(b.Headline(NAN, headline), b.Headline(BEI, lost), b.Headline(DONG, dong)),
        sections=sections, figures=figures, charts=charts, tasks=(task,),
        coverage=b.Coverage((NAN, BEI, DONG), (NAN, BEI), (DONG,), (BEI,)),
        counts=b.Counts(3, 6, 1, 3, 1, 1, 0, 1),
        distribution=b.Distribution(
            (text("Above", "distribution/report/0"),), (text("Beside", "distribution/send/0"),),
            (text("Below", "distribution/issue/0"), text("Below too", "distribution/issue/1")), 60,
        ),
        credits=b.Credits(*(text(name, f"credits/{name}") for name in ("editor", "checker", "approver", "contact"))),
        parameters={}, weeks=(b.Week(31, b.Span(date(2019, 7, 29), date(2019, 8, 4)), (task,)),),
    )  # fmt: skip
    return replace(made, language=language, **changes)  # type: ignore[arg-type]  # fields of a bulletin by name


def small(**changes: object) -> Bulletin:
    """A bulletin with a masthead, a title and nothing else."""
    nothing = {"subtitle": None, "lead": None, "note": None, "closing": None, "organisations": (), "headlines": (),
               "sections": (), "figures": (), "tasks": (), "period": None}  # fmt: skip
    masthead = b.Masthead(text("Brief", "masthead/name"), None, None, None, None, None, False, None)
    return replace(whole(), **{"masthead": masthead} | nothing | EMPTY_TAIL | changes)  # type: ignore[arg-type]  # by name


def render(world: MemoryWorld, name: str, bulletin: Bulletin, **settings: str) -> Result[Page]:
    return load_template(world, name).then(
        lambda found: render_page(world, found, bulletin, settings)
    )


def page_of(result: Result[Page]) -> Page:
    assert result.value is not None, lines(result)
    return result.value


def lines(result: Result[Page]) -> list[str]:
    return [each.line() for each in result.messages]


class Elements(HTMLParser):
    """Every element of a page with its attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def spots(self) -> set[str]:
        return {src for _, attrs in self.found if (src := attrs.get("data-src"))}


# ---- the shipped templates ------------------------------------------------------------------------------------------


def test_shipped_templates_are_listed() -> None:
    world = MemoryWorld(
        {"templates/own/template.yaml": "extends: base\n", "templates/none/style.css": ""}
    )
    assert list_templates(world) == sorted([*SHIPPED, "own"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_everything_is_printed_with_its_provenance(name: str, language: str) -> None:
    bulletin = whole(language)
    result = render(MemoryWorld({}), name, bulletin)
    assert lines(result) == []
    spots = {re.sub(r":\d+:", ":", src) for src in Elements(page_of(result).html).spots()}
    wanted = [each for each in content(bulletin) if "images" not in each.src]
    assert len(wanted) > 40
    assert [each for each in wanted if re.sub(r":\d+:", ":", each.src) not in spots] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_bulletin_with_next_to_nothing_is_a_page(name: str) -> None:
    result = render(MemoryWorld({}), name, small())
    assert lines(result) == []
    assert "data-src" in page_of(result).html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_headings_skip_no_level_and_blocks_know_their_source(name: str, language: str) -> None:
    elements = Elements(page_of(render(MemoryWorld({}), name, whole(language))).html).found
    levels = [int(tag[1]) for tag, _ in elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    blocks = [
        (tag, attrs)
        for tag, attrs in elements
        if tag in ("p", "h1", "h2", "h3", "h4", "li", "figure", "table")
    ]
    assert len(blocks) > 30
    assert [attrs for _, attrs in blocks if not attrs.get("data-src")] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_style_sheets_keep_to_what_word_can_follow(name: str) -> None:
    page = page_of(render(MemoryWorld({}), name, whole()))
    css = "".join(re.sub(r"/\*.*?\*/", "", sheet.text, flags=re.DOTALL) for sheet in page.sheets)
    assert len(css) > 2000
    css = css.replace("float: footnote", "")
    refused = r"flex|grid-|float|position:|inline-block|transform:|(?<![-.])columns?:|line-height: (?:normal|\d+(?:\.\d+)?[;}])"
    assert re.findall(refused, css) == []
    assert set(re.findall(r"(?:orphans|widows): (\d+)", css)) <= {"1", "2"}
    assert "@import" not in css
    # A picture in the margin is the only one that a style sheet can bring into the Word file.
    assert set(re.findall(r"url\((.*?)\)", css)) <= (
        {"lines.svg"} if name == "handout-notes" else set()
    )


def test_the_page_says_what_it_is() -> None:
    page = page_of(render(MemoryWorld({}), "bulletin", whole("zh-Hant")))
    elements = Elements(page.html)
    assert elements.found[0] == ("html", {"lang": "zh-Hant"})
    meta = {
        attrs["name"]: attrs["content"]
        for tag, attrs in elements.found
        if tag == "meta" and "name" in attrs
    }
    assert meta == {
        "author": "The office",
        "description": "Work Brief 第18期",
        "keywords": "Nan, Bei, Dong",
        "generator": "briefgen",
        "dcterms.identifier": "b",
        "dcterms.created": "2019-08-11",
        "dcterms.modified": "2019-08-11",
    }
    assert "<title>Stoves</title>" in page.html
    assert (page.language, page.title) == ("zh-Hant", "Stoves")
    assert "://" not in page.html


def test_words_are_never_markup_and_addresses_are_quoted() -> None:
    html = page_of(render(MemoryWorld({}), "bulletin", whole())).html
    assert "A stove &lt;lit&gt; &amp; warm" in html
    assert "<lit>" not in html
    assert 'src="content/b/hall %231.png"' in html


def test_the_same_bulletin_gives_the_same_page() -> None:
    first, second = (page_of(render(MemoryWorld({}), "roundup", whole())) for _ in range(2))
    assert (first.html, first.sheets) == (second.html, second.sheets)


def words_of(page: Page) -> str:
    return re.sub(r"\s+", "", "".join(Elements(page.html).words))


def test_days_and_places_are_said_once() -> None:
    said = activity(
        NAN,
        0,
        title="Opening",
        place="Old hall",
        text="8月5日在Old hall开会。",
        dates=b.Span(date(2019, 8, 5), date(2019, 8, 5)),
    )
    silent = replace(
        said,
        text=text("开会。", "activities/0/text", "content/b/nan.yaml"),
        organisations=(NAN, DONG),
    )
    assert "Opening。8月5日在Oldhall开会。" in words_of(_telling(said))
    assert "Opening（8月5日，Oldhall，与Dong联合）。开会。" in words_of(_telling(silent))
    assert "Opening。开会。" in words_of(_telling(silent, details="no"))


def _telling(each: b.Activity, **settings: str) -> Page:
    part = b.Part(NAN, None, None, (b.Item((each,), each.organisations),))
    section = b.Section(1, "organisation", None, None, None, (NAN,), (part,))
    return page_of(render(MemoryWorld({}), "bulletin", small(sections=(section,)), **settings))


def test_a_roundup_tells_one_organisation_in_one_paragraph() -> None:
    each = [
        b.Item((activity(who, n, text=f"做了{n}。"),), (who,))
        for n, who in enumerate((NAN, NAN, BEI, NAN))
    ]
    theme = b.Section(
        1,
        "theme",
        text("Study", "themes/0/label"),
        None,
        None,
        (NAN, BEI),
        (b.Part(None, None, None, tuple(each)),),
    )
    html = page_of(render(MemoryWorld({}), "roundup", small(sections=(theme,)))).html
    paragraphs = [
        re.sub("<[^>]+>", "", each)
        for each in re.findall(r"<p data-src[^>]+>(.*?)</p>", html, re.DOTALL)
    ]
    assert paragraphs == ["Nan：做了0。做了1。", "Bei：做了2。", "Nan：做了3。"]


def test_parts_are_numbered_without_gaps() -> None:
    page = page_of(render(MemoryWorld({}), "bulletin", whole()))
    headings = re.findall(r"<h3( data-number)?[^>]*>(.*?)</h3>", page.html)
    assert [(bool(counted), re.sub("<[^>]+>", "", each)) for counted, each in headings] == [
        (True, "Bei：Only in the list"),
        (True, "Dong"),
    ]


def test_sources_are_marked_only_where_numbers_differ() -> None:
    page = page_of(render(MemoryWorld({}), "bulletin", whole()))
    assert "Visits①" in words_of(page)
    assert "注：①theserver。" in words_of(page)
    declared = [figure for figure in whole().figures if figure.declared]
    page = page_of(render(MemoryWorld({}), "bulletin", small(figures=tuple(declared))))
    assert "①" not in words_of(page)
    assert "注：theserver。" in words_of(page)


@pytest.mark.parametrize(("breakdown", "cells"), [("no", ["Bei98%"]), ("yes", ["", "Bei98%"])])
def test_shares_of_what_is_not_totalled_have_the_unit(breakdown: str, cells: list[str]) -> None:
    html = page_of(render(MemoryWorld({}), "base", whole(), breakdown=breakdown)).html
    row = next(each for each in html.split("<tr>") if "Rate" in each)
    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == cells


# ---- what is left out -----------------------------------------------------------------------------------------------


def test_what_a_template_leaves_out_is_said_at_its_place() -> None:
    world = MemoryWorld({
        "templates/thin/template.yaml": "languages: [zh-Hans]\n",
        "templates/thin/page.html.j2": "<html><body><p>{{ masthead.name }}</p><p data-src='{{ lead | src }}'>{{ lead }}</p>",
    })  # fmt: skip
    bulletin = small(
        lead=text("A lead\nof two lines", "lead", line=7),
        subtitle=text("x" * 50, "subtitle", line=4),
        headlines=(b.Headline(NAN, text("Lost", "headline", "content/b/nan.yaml", 3)),),
    )
    result = render(world, "thin", bulletin)
    assert lines(result) == [
        'content/b/brief.yaml:1: warning[not-printed]: template "thin" does not print title: "Stoves"',
        f'content/b/brief.yaml:4: warning[not-printed]: template "thin" does not print subtitle: "{"x" * 39}…"',
        'content/b/nan.yaml:3: warning[not-printed]: template "thin" does not print headline: "Lost"',
        'content/b/brief.yaml:1: warning[not-printed]: template "thin" does not print charts/0/caption: "Who came"',
        'content/b/brief.yaml:1: warning[not-printed]: template "thin" does not print charts/0/source: "the door"',
    ]
    assert result.value is not None


def test_a_picture_without_a_caption_is_printed_by_its_alternative_text() -> None:
    picture = b.Image("a.png", text("A", "images/0/alt"), None, "content/b/nan.yaml:5:images/0")
    part = b.Part(NAN, None, None, (b.Item((activity(NAN, 0, title="T", images=(picture,)),), (NAN,)),))  # fmt: skip
    bulletin = small(sections=(b.Section(1, "organisation", None, None, None, (NAN,), (part,)),))
    assert lines(render(MemoryWorld({}), "base", bulletin)) == []


# ---- inheriting -----------------------------------------------------------------------------------------------------

CHILD = {
    "templates/mine/template.yaml": """\
title: {zh: 我的}
extends: newsletter
paper: A5
formats: [pdf]
parameters:
  accent_colour: {default: darkred}
  logo: {type: image, default: ""}
  band: {type: length, default: 三号}
""",
    "templates/mine/style.css": "h1 { color: var(--accent-colour); }",
    "templates/mine/labels.zh-Hans.yaml": "tasks: 待办\nextra: 另\n",
    "templates/mine/page.html.j2": '{% extends "newsletter/page.html.j2" %}\n'
    "{% block closing %}{{ super() }}<p>{{ labels.extra }}{{ params.band }}</p>{% endblock %}\n",
}


def test_a_template_has_all_that_it_does_not_say_itself() -> None:
    world = MemoryWorld(dict(CHILD))
    template = load_template(world, "mine").value
    assert template is not None
    assert template.folders == (
        "templates/mine",
        "briefgen:templates/newsletter",
        "briefgen:templates/base",
    )
    assert (template.title("en"), template.title("zh")) == ("我的", "我的")
    assert (template.formats, template.languages) == (("pdf",), ("zh-Hans", "zh-Hant", "en"))
    assert list(template.parameters) == [
        "paper", "masthead_name", "masthead_colour", "masthead_font", "heading_font", "body_font", "logo", "logo_place",
        "logo_height", "page_number", "contents", "contents_pages", "details", "coverage", "breakdown",
        "breakdown_page", "emphasis", "numbered", "chart_colour", "accent_colour", "second_colour", "tint", "columns", "band",
    ]  # fmt: skip
    assert template.parameters["accent_colour"].kind == "colour"
    assert template.parameters["accent_colour"].labels["zh"] == "标题和线条颜色"
    page = page_of(render(world, "mine", whole()))
    assert [sheet.file for sheet in page.sheets] == [
        "(parameters)", "briefgen:templates/base/style.css", "briefgen:templates/newsletter/style.css",
        "templates/mine/style.css",
    ]  # fmt: skip
    assert page.parameters["accent_colour"] == "darkred"
    assert page.sheets[0].text.splitlines()[-1] == "@page { size: 148mm 210mm; }"
    assert "<p>另16pt</p>" in page.html
    assert ">待办</h2>" in page.html


def test_a_projects_template_may_build_on_the_shipped_one_of_its_name() -> None:
    world = MemoryWorld({
        "templates/bulletin/template.yaml": "extends: bulletin\n",
        "templates/bulletin/page.html.j2": '{% extends "briefgen:bulletin/page.html.j2" %}'
        "{% block note %}<p>mine</p>{% endblock %}",
    })  # fmt: skip
    template = load_template(world, "bulletin").value
    assert template is not None
    assert template.folders == (
        "templates/bulletin",
        "briefgen:templates/bulletin",
        "briefgen:templates/base",
    )
    html = page_of(render(world, "bulletin", small())).html
    assert "<p>mine</p>" in html
    assert 'class="masthead"' in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("工作简报", "4"),
        ("简", None),
        ("AI工作简报", None),
        ("某市主题教育活动简报", None),
        ("Brief", None),
    ],
)
def test_a_short_name_of_hanzi_is_spread_between_two_edges(name: str, letters: str | None) -> None:
    masthead = b.Masthead(text(name, "masthead/name"), None, None, None, None, None, False, None)
    html = page_of(render(MemoryWorld({}), "bulletin", small(masthead=masthead))).html
    (found,) = (
        at for tag, at in Elements(html).found if "masthead-name" in (at.get("class") or "")
    )
    assert found.get("style") == (f"--letters: {letters}" if letters else None)
    assert ("spread" in (found["class"] or "").split()) is (letters is not None)


def failed(files: dict[str, str | bytes], name: str, bulletin: Bulletin | None = None) -> list[str]:
    result = render(MemoryWorld(files), name, bulletin or small())
    assert result.value is None
    return lines(result)


def test_templates_that_are_not_there() -> None:
    known = ", ".join(SHIPPED)
    assert failed({}, "buletin") == [
        f'error[no-template]: no template "buletin"; did you mean "bulletin"? there are: {known}'
    ]
    assert failed({}, "../templates/base") == [
        f'error[no-template]: no template "../templates/base"; there are: {known}'
    ]
    assert failed({"templates/a/template.yaml": "title: {en: A}\nextends: bas\n"}, "a") == [
        f'templates/a/template.yaml:2:10: error[no-template]: no template "bas"; did you mean "base"? there are: a, {known}'
    ]
    assert failed({"templates/a/style.css": ""}, "a") == [
        'templates/a/template.yaml: error[no-file]: no file "templates/a/template.yaml"'
    ]


def test_templates_in_a_circle() -> None:
    files: dict[str, str | bytes] = {
        "templates/a/template.yaml": "extends: b\n",
        "templates/b/template.yaml": "\nextends: a\n",
    }
    assert failed(files, "a") == [
        "templates/b/template.yaml:2:10: error[template-circle]: templates extend each other in a circle: a > b > a"
    ]
    assert failed({"templates/own/template.yaml": "extends: own\n"}, "own") == [
        "templates/own/template.yaml:1:10: error[template-circle]: templates extend each other in a circle: own > own"
    ]


def test_faults_in_template_yaml() -> None:
    settings = """\
extend: base
paper: A44
parameters:
  size: {type: lenght, default: 3mm}
  Bad: {type: text, default: x}
"""
    assert sorted(failed({"templates/a/template.yaml": settings}, "a")) == [
        (
            'templates/a/template.yaml:1:1: error[unknown-key]: unknown key "extend"; did you mean "extends"?'
            " (keys: title, extends, paper, formats, languages, parameters, fit)"
        ),
        (
            'templates/a/template.yaml:2:8: error[unknown-choice]: "A44" is not one of the choices; did you mean "A4"?'
            " (choices: A3, A4, A5, A6, B5, Letter, Legal, 16K)"
        ),
        (
            'templates/a/template.yaml:4:16: error[unknown-choice]: "lenght" is not one of the choices; did you mean "length"?'
            " (choices: text, colour, length, choice, yesno, image, font)"
        ),
        (
            'templates/a/template.yaml:5:3: error[bad-id]: "Bad" is not an id; did you mean "bad"?'
            ' use a-z, 0-9, "-" and "_", at most 64, beginning with a letter or a digit'
        ),
    ]


def test_parameters_that_are_not_whole() -> None:
    settings = "extends: base\nparameters:\n  a: {default: x}\n  b: {type: text}\n  c: {type: choice, default: x}\n"
    assert failed({"templates/a/template.yaml": settings}, "a") == [
        'templates/a/template.yaml:3:3: error[missing-key]: the key "type" is missing here; add "type: …"',
        'templates/a/template.yaml:4:3: error[missing-key]: the key "default" is missing here; add "default: …"',
        'templates/a/template.yaml:5:3: error[missing-key]: the key "choices" is missing here; add "choices: …"',
    ]


# ---- parameters -----------------------------------------------------------------------------------------------------

KINDS = """\
extends: base
parameters:
  note_text: {type: text, default: 'say "hi"'}
  ink: {type: colour, default: "#d7000f"}
  gap: {type: length, default: 3mm}
  tone: {type: choice, choices: [calm, loud], default: calm}
  frame: {type: yesno, default: no}
  logo: {type: image, default: logo.svg}
"""
KIND_FILES: dict[str, str | bytes] = {
    "templates/k/template.yaml": KINDS,
    "templates/k/logo.svg": "<svg/>",
    "pictures/other.png": b"png",
}


def test_defaults_give_way_to_the_brief_and_the_brief_to_the_command_line() -> None:
    brief = {
        "gap": text("10pt", "parameters/gap"),
        "tone": text("loud", "parameters/tone"),
        "frame": text("yes", "parameters/frame"),
    }
    bulletin = small(parameters=brief, template="k")
    page = page_of(
        render(
            MemoryWorld(KIND_FILES),
            "k",
            bulletin,
            tone="calm",
            logo="pictures/other.png",
            **{"note-text": "hey"},
        )
    )
    mine = {
        name: page.parameters[name] for name in ("note_text", "ink", "gap", "tone", "frame", "logo")
    }
    assert mine == {
        "note_text": "hey", "ink": "#d7000f", "gap": "10pt", "tone": "calm", "frame": True, "logo": "pictures/other.png",
    }  # fmt: skip
    default = page_of(render(MemoryWorld(KIND_FILES), "k", small())).parameters
    assert (default["logo"], default["frame"]) == ("templates/k/logo.svg", False)


def test_css_gets_the_values() -> None:
    css = page_of(render(MemoryWorld(KIND_FILES), "k", small(), paper="Letter")).sheets[0].text
    for line in (
        r'--note-text: "say \22 hi\22 ";',
        "--ink: #d7000f;",
        "--tone: calm;",
        "--frame: 0;",
        '--masthead-name: "Brief";',
        '--issue: "2019年8月11日";',
        "@page { size: 215.9mm 279.4mm; }",
    ):
        assert line in css
    assert "--logo:" not in css


OPTIONAL = """\
extends: base
parameters:
  ink: {type: colour, default: ""}
  face: {type: font, default: Georgia}
  form:
    type: choice
    choices: [1 / 6, "1", plain]
    default: 1 / 6
    css: {1 / 6: 'counter(page) " / " counter(pages)'}
"""


def test_css_gets_what_the_template_says_for_a_choice_and_nothing_for_what_is_empty() -> None:
    def css(**settings: str) -> str:
        world = MemoryWorld({"templates/o/template.yaml": OPTIONAL})
        return page_of(render(world, "o", small(), **settings)).sheets[0].text

    assert '  --form: counter(page) " / " counter(pages);\n' in css()
    assert "  --form: plain;\n" in css(form="plain")
    assert "--ink" not in css()
    assert "  --ink: red;\n" in css(ink="red")
    assert '  --face: "Georgia",;\n' in css()
    assert '  --face: "Times New Roman", "仿宋", serif,;\n' in css(
        face="'Times New Roman', 仿宋,serif"
    )


def test_css_of_choices_that_cannot_be() -> None:
    settings = (
        OPTIONAL
        + "  a: {type: choice, choices: [x, y], default: x, css: {z: 1, x: 'a; b', y: '(a'}}\n"
    )
    assert failed({"templates/a/template.yaml": settings}, "a") == [
        'templates/a/template.yaml:10:56: error[not-a-choice]: parameter "a" has no choice "z"; choices: x, y',
        (
            'templates/a/template.yaml:10:65: error[not-css]: "a; b" cannot be the value of a CSS property; '
            "write what may stand behind the colon of a declaration, without a semicolon"
        ),
        (
            'templates/a/template.yaml:10:76: error[not-css]: "(a" cannot be the value of a CSS property; '
            "write what may stand behind the colon of a declaration, without a semicolon"
        ),
    ]


def test_a_font_without_a_name_and_a_colour_that_may_not_be_empty() -> None:
    world = MemoryWorld({"templates/o/template.yaml": OPTIONAL})
    assert lines(render(world, "o", small(), face="仿宋,,x", masthead_colour="")) == [
        (
            '--set masthead_colour=: error[not-a-colour]: parameter "masthead_colour" is a colour, and "" is none; '
            "write #c00000 or a name such as darkred"
        ),
        (
            '--set face=仿宋,,x: error[not-a-font]: parameter "face" is a list of fonts, and "仿宋,,x" is none; '
            "write names of fonts with commas between them: Times New Roman, 仿宋"
        ),
    ]


def test_help_is_inherited() -> None:
    world = MemoryWorld({"templates/o/template.yaml": OPTIONAL})
    template = load_template(world, "o").value
    assert template is not None
    assert template.parameters["body_font"].help["en"].startswith("Times New Roman alone")


def test_values_that_are_none() -> None:
    brief = {
        "gap": text("wide", "parameters/gap", line=20),
        "shade": text("x", "parameters/shade", line=21),
    }
    bulletin = small(parameters=brief, template="k")
    given = {
        "tone": "lout",
        "frame": "maybe",
        "ink": "reddish",
        "logo": "../../x.png",
        "gab": "1mm",
    }
    known = (
        "paper, masthead_name, masthead_colour, masthead_font, heading_font, body_font, logo, logo_place, logo_height, "
        "page_number, contents, contents_pages, details, coverage, breakdown, breakdown_page, emphasis, numbered, "
        "chart_colour, note_text, ink, gap, tone, frame"
    )
    assert lines(render(MemoryWorld(KIND_FILES), "k", bulletin, **given)) == [
        f'content/b/brief.yaml:21: error[unknown-parameter]: the template has no parameter "shade"; its parameters: {known}',
        ('--set gab=1mm: error[unknown-parameter]: the template has no parameter "gab"; did you mean "gap"? '
        f"its parameters: {known}"),
        '--set logo=../../x.png: error[no-file]: no file "../../x.png"',
        ('--set ink=reddish: error[not-a-colour]: parameter "ink" is a colour, and "reddish" is none; '
        "write #c00000 or a name such as darkred"),
        ('content/b/brief.yaml:20: error[not-a-length]: parameter "gap" is a length, and "wide" is none; '
        "write a number with mm, cm, in, pt or px, or a Chinese type size"),
        '--set tone=lout: error[not-a-choice]: parameter "tone" has no choice "lout"; did you mean "loud"? choices: calm, loud',
        '--set frame=maybe: error[not-a-yesno]: parameter "frame" is yes or no, not "maybe"',
    ]  # fmt: skip


def test_what_a_brief_sets_for_its_own_template_does_not_trouble_another() -> None:
    brief = {"rule": text("3pt", "parameters/rule"), "contents": text("yes", "parameters/contents")}
    page = page_of(render(MemoryWorld({}), "newsletter", small(parameters=brief)))
    assert "rule" not in page.parameters
    assert page.parameters["contents"] is True


def test_css_strings_cannot_be_left() -> None:
    assert css_string('a"b\\c\nd<e') == r'"a\22 b\5c c\a d\3c e"'


# ---- files of a template --------------------------------------------------------------------------------------------


def own(page: str | bytes, **files: str | bytes) -> dict[str, str | bytes]:
    more: dict[str, str | bytes] = {
        f"templates/t/{name.replace('_j2', '.html.j2')}": body for name, body in files.items()
    }
    return {"templates/t/template.yaml": "extends: base\n", "templates/t/page.html.j2": page} | more


def test_a_template_that_fails_names_its_file_and_line() -> None:
    page = (
        '{% extends "base/page.html.j2" %}\n{% block note %}\n{{ mashead.name }}\n{% endblock %}\n'
    )
    assert failed(own(page), "t")[0].startswith(
        'templates/t/page.html.j2:3: error[undefined-name]: no name "mashead" here; did you mean "masthead"?'
    )
    assert failed(own("<p>\n{{ labels.colour }}"), "t")[0].startswith(
        'templates/t/page.html.j2:2: error[undefined-attribute]: no "colour" in this mapping; did you mean "colon"?'
    )
    assert failed(own("<p>\n{% if %}"), "t")[0].startswith(
        "templates/t/page.html.j2:2: error[template-"
    )
    assert failed(own('{% include "piece.html.j2" %}', piece_j2="\n\n{{ nothing }}"), "t")[
        0
    ].startswith('templates/t/piece.html.j2:3: error[undefined-name]: no name "nothing" here')


@pytest.mark.parametrize(
    "name",
    ["base/../x.j2", "../../content/b/brief.yaml", "content/b/secret.txt", "bulletin/page.html.j2"],
)
def test_templates_see_only_the_files_of_their_chain(name: str) -> None:
    files = own(f'{{% include "{name}" %}}') | {
        "content/b/secret.txt": "x",
        "content/b/brief.yaml": "x",
    }
    assert failed(files, "t") == [
        f'templates/t/page.html.j2:1: error[no-template-part]: no template file "{name}"'
    ]


def test_files_in_a_wrong_encoding() -> None:
    assert [each.partition(";")[0] for each in failed(own("工作简报".encode("gbk")), "t")] == [
        "templates/t/page.html.j2: error[wrong-encoding]: the file is in GBK, not in UTF-8"
    ]
    both = own(
        "",
        **{
            "style.css": "/* 工作简报 */".encode("gbk"),
            "labels.zh-Hans.yaml": "tasks: 工作简报".encode("gbk"),
        },
    )
    assert [each.partition(":")[0] for each in failed(both, "t")] == [
        "templates/t/labels.zh-Hans.yaml",
        "templates/t/style.css",
    ]


def test_labels_are_text() -> None:
    files = own("", **{"labels.zh-Hans.yaml": "tasks: 待办\nstatus: {open: x}\n"})
    assert failed(files, "t") == [
        'templates/t/labels.zh-Hans.yaml:2:1: error[label-not-text]: the label "status" is not text'
    ]


def test_a_language_that_a_template_has_no_words_for() -> None:
    files: dict[str, str | bytes] = {
        "templates/t/template.yaml": "extends: base\nlanguages: [en]\n"
    }
    assert failed(files, "t") == [
        (
            'error[template-language]: template "t" is not made for the language zh-Hans; its languages: en; '
            "add them in template.yaml, with a labels file for each"
        ),
    ]


def test_no_way_leads_from_a_template_to_another_file_of_the_project(tmp_path: Path) -> None:
    for name, words in {
        "templates/ours/template.yaml": "extends: newsletter\n",
        "templates/others/page.html.j2": "of others",
        "content/north.yaml": "secret",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words)
    world = DiskWorld(tmp_path, {})
    template = load_template(world, "ours").value
    assert template is not None
    environment = make_environment("en", ChainLoader(world, template))
    assert environment.get_template("base/page.html.j2").name
    for way in ("../../content/north.yaml", "base/../../content/north.yaml", "./template.yaml",
                "content/north.yaml", "../others/page.html.j2", "others/page.html.j2"):  # fmt: skip
        with pytest.raises(TemplateNotFound):
            environment.get_template(way)
