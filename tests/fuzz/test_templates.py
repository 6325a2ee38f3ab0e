"""Templates from a grammar of Jinja, HTML and CSS: a build or messages, in time, whatever they ask for."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from weasyprint.css.properties import INITIAL_VALUES

from briefgen.sandbox.filters import FILTER_NAMES
from tests.fuzz.support import built, looking
from tests.fuzz.test_bytes import FILES

# ---- Jinja -----------------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    ("title", "subtitle", "masthead", "date", "organisations", "sections", "figures", "charts", "tasks", "coverage", "params",
     "labels", "language", "x", "y", "loop", "self", "caller", "parts", "nothing", "namespace", "dict", "range")
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(
    ("name", "short", "heading", "parts", "items", "activities", "text", "first", "index", "length", "src", "upper", "format",
     "__class__", "_x", "0", "colour", "items()", "get('a')", "split('')", "keys()")
)  # fmt: skip
_CONSTANTS = st.sampled_from(
    ("1", "0", "-1", "9999", "1.5", "'a'", "''", "'<b>&'", "none", "true", "[]", "[1, 'b']", "{}", "(1, 2)", "'字' * 99",
     "10**9")
)  # fmt: skip
_OPERATORS = st.sampled_from(("+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or", "is", "|"))  # fmt: skip
_FILTERS = st.builds(
    "{}{}".format, st.sampled_from(FILTER_NAMES), st.sampled_from(("", "", "('a')", "(2)", "('x', 'y')", "(attribute='name')"))
)  # fmt: skip


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{}.{}".format, inner, _ATTRIBUTES),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("({} {} {})".format, inner, _OPERATORS, inner),
        st.builds("({} | {})".format, inner, _FILTERS),
        st.builds("{}({})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("range({})".format, inner),
    )


EXPRESSIONS = st.recursive(_NAMES | _CONSTANTS, _larger, max_leaves=5)

# ---- HTML ------------------------------------------------------------------------------------------------------------

_TAGS = st.sampled_from(
    ("p", "div", "span", "h1", "h2", "h4", "ul", "ol", "li", "dl", "dt", "table", "caption", "thead", "tr", "td", "th",
     "colgroup",
     "img", "a", "br", "hr", "pre", "code", "blockquote", "figure", "figcaption", "section", "header", "b", "sup", "ruby", "rt",
     "svg", "rect", "math", "input", "select", "textarea", "details", "object", "style", "script", "template", "title", "base",
     "body", "html", "meta", "font", "center", "q", "bdo", "wbr", "progress", "video", "unknown-one")
)  # fmt: skip
_SAID = st.sampled_from(
    ("", ' class="a"', ' id="x"', ' id="x"', ' style="float: footnote"', ' style="display: flex"',
     ' style="position: absolute"',
     ' href="#x"', ' href="https://example.org"', ' src="content/w1/a.png" alt="x"', ' src="data:,x"', ' colspan="3"',
     ' rowspan="99"', ' colspan="0"', ' width="1e9"', ' start="-5"', ' type="i"', ' value="9"',
     ' data-src="content/w1/nan.yaml:2:x"',
     ' data-src="::"', ' data-chart="{}"', ' lang="xx"', ' dir="rtl"', ' hidden', ' viewBox="0 0 1 1"', ' style="&quot;"')
)  # fmt: skip
_TEXTS = st.sampled_from(
    ("字字字。", "words and", " ", "&amp;&#0;&nbsp", "<", "\n\n", "—……", "\u3000", "👍")
)


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("<{0}{1}>{2}</{0}>".format, _TAGS, _SAID, inner),
        st.builds("<{}{}>{}".format, _TAGS, _SAID, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("{{% for x in {} %}}{}{{% else %}}{}{{% endfor %}}".format, EXPRESSIONS, inner, inner),
        st.builds("{{% if {} %}}{}{{% elif {} %}}{}{{% endif %}}".format, EXPRESSIONS, inner, EXPRESSIONS, inner),
        st.builds("{{% macro y(x={}) %}}{}{{% endmacro %}}{{{{ y() }}}}".format, EXPRESSIONS, inner),
        st.builds("{{% call(x) y({}) %}}{}{{% endcall %}}".format, EXPRESSIONS, inner),
        st.builds("{{% set y = {} %}}{}".format, EXPRESSIONS, inner),
        st.builds("{{% set y %}}{}{{% endset %}}{}".format, inner, inner),
        st.builds("{{% filter {} %}}{}{{% endfilter %}}".format, _FILTERS, inner),
        st.builds("{{% with x = {} %}}{}{{% endwith %}}".format, EXPRESSIONS, inner),
        st.builds("{{% block {} %}}{}{{% endblock %}}".format, st.sampled_from(("title", "lead", "x")), inner),
    )  # fmt: skip


_LEAVES = st.one_of(
    _TEXTS,
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS),
    st.sampled_from(
        ("{% include 'page.html.j2' %}", "{% import 'parts.html.j2' as parts with context %}", "{{ super() }}",
         "{% raw %}{{{% endraw %}",
         "{# x #}", "{{", "{% endfor %}", "{{ lead | markdown }}", "{{ parts.figures_table(figures) }}",
         "{% include ['a', 'b'] %}", "{% from 'base/parts.html.j2' import words %}",
         "{% extends 'base/page.html.j2' %}", "{% autoescape false %}")
    ),
)  # fmt: skip
BODIES = st.recursive(_LEAVES, _blocks, max_leaves=12)

# ---- CSS -------------------------------------------------------------------------------------------------------------

_PROPERTIES = st.sampled_from(sorted(name.replace("_", "-") for name in INITIAL_VALUES)) | st.sampled_from(
    ("--word-style", "--colour", "--anchor", "font", "margin", "padding", "border", "columns", "background", "flex",
     "grid-template",
     "text-decoration", "list-style", "page", "bogus", "word-wrap", "break-before", "float", "string-set", "bookmark-label")
)  # fmt: skip
_VALUES = st.sampled_from(
    ("0", "1", "-1", "2", "999", "1e6px", "-1e6px", "12pt", "1em", "50%", "1000%", "auto", "none", "inherit", "initial",
     "normal",
     "red", "#d7000f", "rgb(1 2 3 / .5)", "currentColor", "block", "inline", "inline-block", "flex", "grid", "table",
     "table-cell",
     "list-item", "contents", "footnote", "absolute", "fixed", "running(x)", "element(x)", "left", "right", "both", "page",
     "column",
     "always", "avoid", "center", "justify", "rtl", "vertical-rl", "nowrap", "pre", "hidden", "scroll", '"甲"', "counter(x)",
     "counter(pages, upper-roman)", "target-counter(attr(href), page)", "target-text(attr(href))", "leader('.')", "string(x)",
     "attr(id)", "url(content/w1/a.png)", "url(http://127.0.0.1:9/x)", "var(--colour)", "var(--a, 1pt)", "calc(1px + 2%)",
     "linear-gradient(red, blue)", "repeat(3, 1fr)", "span 3", "bold", "italic", "serif", '"No Such Font"', "under",
     "avoid-page",
     "xor", "1fr 2fr", "A5 landscape", "1px 1px", "solid", "1pt solid red", "rotate(9deg)", "scale(0)", "0 / 0", "first",
     "2em 3em")
)  # fmt: skip
_DECLARATIONS = st.lists(
    st.builds(
        "{}: {}".format, _PROPERTIES, st.lists(_VALUES, min_size=1, max_size=2).map(" ".join)
    ),
    max_size=5,
).map("; ".join)
_SELECTORS = st.sampled_from(
    ("body", "p", "*", "h1, h2", ".a", "#x", "td:first-child", "p::before", "li::marker", "a::after", "p::first-line",
     "p::first-letter",
     "::footnote-call", "::footnote-marker", "div > p + p", "[href]", ":root", ":not(p)", ":is(p, td)", "table", "tr",
     "img", "p:nth-child(2n)",
     "html", "span", "section", "svg", "..", "p::bogus")
)  # fmt: skip
_PAGES = st.sampled_from(("", ":first", ":left", ":blank", ":nth(2)", " a", " a:first", ":bogus"))
_BOXES = st.sampled_from(
    ("top-center", "bottom-left", "left-middle", "footnote", "top-left-corner", "bogus")
)
_RULES = st.one_of(
    st.builds("{} {{ {} }}".format, _SELECTORS, _DECLARATIONS),
    st.builds("{} {{ {} }}".format, _SELECTORS, _DECLARATIONS),
    st.builds("@page{} {{ {}; @{} {{ {} }} }}".format, _PAGES, _DECLARATIONS, _BOXES, _DECLARATIONS),
    st.builds("@media print {{ {} {{ {} }} }}".format, _SELECTORS, _DECLARATIONS),
    st.builds("@counter-style c {{ system: {}; symbols: {} }}".format, st.sampled_from(("cyclic", "extends c",
     "additive")), _VALUES),
    st.builds("@font-face {{ font-family: F; src: {} }}".format, _VALUES),
    st.sampled_from(("@import 'x.css';", "@charset 'x';", "}", "{", "/*", "@layer a;",
     "@supports (x: y) { p { color: red } }", "p { &:hover {")),
)  # fmt: skip
SHEETS = st.lists(_RULES, max_size=6).map("\n".join)


@cache
def _plain() -> dict[str, str | bytes]:
    """The project without what is not about its page."""
    left = ("reference.docx", "house.yaml", "logo.gif", "template.yaml")
    files = {name: text for name, text in FILES.items() if not name.endswith(left)}
    template = "title: {en: Ours, zh: 我们}\nextends: base\nparameters:\n"
    template += "  colour: {type: colour, default: red, label: {en: c, zh: 色}}\n"
    return {**files, "templates/ours/template.yaml": template}


@looking(8)
@given(BODIES, st.booleans())
def test_any_page(body: str, whole: bool) -> None:
    page = f"<!DOCTYPE html><html lang=zh-Hans><title>x</title><body>{body}</body></html>"
    extended = f"{{% extends 'base/page.html.j2' %}}{{% block lead %}}{body}{{% endblock %}}"
    built({**_plain(), "templates/ours/page.html.j2": page if whole else extended})


@looking(8)
@given(SHEETS)
def test_any_sheet(sheet: str) -> None:
    built({**_plain(), "templates/ours/style.css": sheet})


@looking(5)
@given(BODIES, SHEETS)
def test_any_page_with_any_sheet(body: str, sheet: str) -> None:
    page = f"<!DOCTYPE html><html lang=zh-Hans><title>x</title><body><p class=a>甲<p id=x>乙{body}</body></html>"
    built({**_plain(), "templates/ours/page.html.j2": page, "templates/ours/style.css": sheet})
