"""Text fields and templates: what the filters print, what is refused, and where a mistake is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import MappingProxyType, SimpleNamespace

import pytest
from jinja2 import DictLoader, FunctionLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefgen.bulletin import (
    FigureTotal,
    FigureValue,
    Number,
    Organisation,
    OrganisationValue,
    Span,
    Text,
)
from briefgen.messages import Message, Place
from briefgen.sandbox import MOST_MADE, MOST_STEPS, explain, make_environment
from briefgen.sandbox.filters import FILTER_NAMES, Exceeded, Output


def organisation(name: str) -> Organisation:
    return Organisation(name, Text(f"{name}市", f"content/organisations.yaml:3:{name}"), Text(name))


NORTH, SOUTH = organisation("北"), organisation("南")
OVER = Number(Decimal(1200), over=True)
CONTEXT = {
    "organisations": (NORTH, SOUTH, organisation("东")),
    "organisation": NORTH,
    "date": date(2019, 8, 11),
    "period": Span(date(2019, 7, 30), date(2019, 8, 9)),
    "figure": MappingProxyType(
        {
            "participants": FigureTotal("participants", Text("参加"), Text("人"), OVER),
            "items": FigureTotal("items", Text("项"), Text(""), None),
        }
    ),
    "value": FigureValue("visits", Text("走访"), Text("次"), Number(Decimal(3))),
    "share": OrganisationValue(NORTH, Number(Decimal(7))),
    "parameters": MappingProxyType({"colour": Text("red")}),
    "unsafe": Text("<b> & *x*", "b.yaml:7:title"),
    "markdown_text": Text("**粗** [x](https://a.example)", "b.yaml:9:lead"),
    "nothing": None,
}


def render(source: str, language: str = "zh-Hans", output: Output = "html") -> str:
    environment = make_environment(language, output=output)
    return environment.from_string(source).render(CONTEXT)


def failure(source: str, output: Output = "html") -> Message:
    environment = make_environment("en", DictLoader({"page": source}), output)
    with pytest.raises(Exception) as caught:  # noqa: PT011  every kind becomes a message
        environment.get_template("page").render(CONTEXT)
    error = caught.value
    assert isinstance(error, Exception)
    # A DictLoader knows no file name, Jinja then says "<template>".
    return explain(error, CONTEXT, lambda _file, line: Place("page", line))


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        ("{{ organisations | names }}", "北、南、东", "北, 南 and 东"),
        ("{{ organisations | names_and }}", "北、南和东", "北, 南 and 东"),
        ("{{ organisations | names(2) }}", "北、南等", "北, 南 and 1 other"),
        ("{{ organisations | names(full=True) }}", "北市、南市、东市", "北市, 南市 and 东市"),
        ("{{ ['a', 'b'] | names }}", "a、b", "a and b"),
        ("{{ [share] | names }}", "北", "北"),
        ("{{ organisations | count }}", "3", "3"),
        ("{{ organisation }}", "北", "北"),
        ("{{ date }}", "2019年8月11日", "11 August 2019"),
        ("{{ date | date('short') }}", "8月11日", "11 August"),
        ("{{ period }}", "7月30日至8月9日", "30 July to 9 August 2019"),
        ("{{ period | span('full') }}", "2019年7月30日至8月9日", "30 July to 9 August 2019"),
        ("{{ period | date('short') }}", "7月30日至8月9日", "30 July to 9 August"),
        ("{{ date | span }}", "8月11日", "11 August 2019"),
        ("{{ period.from | date }}", "2019年7月30日", "30 July 2019"),
        ("{{ period.to | month }}", "8月", "August"),
        ("{{ period.last.year }}", "2019", "2019"),
        ("{{ 1200 | number }}", "1200", "1,200"),
        ("{{ figure.participants | number }}", "1200余", "more than 1,200"),
        ("{{ figure.participants | quantity }}", "1200余人", "more than 1,200 人"),
        ("{{ figure.participants }}", "1200余人", "more than 1,200 人"),
        ("{{ figure['items'] | quantity }}{{ figure.items.label }}", "项", "项"),
        ("{{ value | quantity }}", "3次", "3 次"),
        ("{{ share | quantity('人') }}", "7人", "7 人"),
        ("{{ 200 | quantity('人') }}", "200人", "200 人"),
        ("{{ 2 | ordinal }}{{ 2 | ordinal('paren') }}", "二（二）", "2(2)"),
        ("{{ 18 | issue }} {{ 245 | issue_total }}", "第18期 总第245期", "No. 18 Whole No. 245"),
        ("{{ unsafe | src }}{{ 3 | src }}", "b.yaml:7:title", "b.yaml:7:title"),
        ("{{ markdown_text | plain }}", "粗 x", "粗 x"),
        ("{{ [1, 2] | sum }} {{ [3.456] | map('round', 1) | first }}", "3 3.5", "3 3.5"),
        (
            "{{ organisations | map(attribute='name') | join('/') }}",
            "北市/南市/东市",
            "北市/南市/东市",
        ),
        ("{{ organisations | join('/', 'short') }}", "北/南/东", "北/南/东"),
        ("{{ parameters.colour }}{{ parameters['colour'] }}", "redred", "redred"),
        ("{{ 'a.b' | replace('.', '') }}{{ '12' | int + 1 }}", "ab13", "ab13"),
        ("{{ nothing is none }}{{ nothing or 'x' }}", "truex", "truex"),
        (
            "{% for pair in organisations | batch(2) %}[{{ pair | names }}]{% endfor %}",
            "[北、南][东]",
            "[北 and 南][东]",
        ),
    ],
)
def test_words(source: str, chinese: str, english: str) -> None:
    assert render(source, "zh-Hans") == chinese
    assert render(source, "en") == english


def test_html_is_escaped_and_none_prints_nothing() -> None:
    assert render("<i>{{ unsafe }}</i>[{{ nothing }}]") == "<i>&lt;b&gt; &amp; *x*</i>[]"
    assert render("{% macro m(x) %}<u>{{ x }}</u>{% endmacro %}{{ m(unsafe) }}") == (
        "<u>&lt;b&gt; &amp; *x*</u>"
    )
    assert render("{{ [unsafe, markdown_text | inline_markdown] | join('<br>') }}") == (
        '&lt;b&gt; &amp; *x*&lt;br&gt;<strong>粗</strong> <a href="https://a.example">x</a>'
    )


def test_markdown_in_html() -> None:
    assert render("{{ markdown_text | markdown }}") == (
        '<p data-src="b.yaml:9:lead"><strong>粗</strong> <a href="https://a.example">x</a></p>\n'
    )
    assert render("{{ '# t' | markdown(2) }}{{ nothing | markdown }}") == "<h2>t</h2>\n"
    assert render("{{ unsafe | inline_markdown }}{{ nothing | inline_markdown }}") == (
        "&lt;b&gt; &amp; <em>x</em>"
    )


def test_text_is_not_escaped() -> None:
    assert render("{{ unsafe }} {{ markdown_text | markdown }}", output="text") == "<b> & *x* 粗 x"


def test_values_in_markdown_are_escaped_for_markdown_once() -> None:
    assert render("**{{ unsafe }}**", output="markdown") == r"**\<b\> \& \*x\***"
    assert (
        render("{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m('_') }}", output="markdown") == r"*\_*"
    )
    assert render("{{ markdown_text | markdown }}", output="markdown") == (
        "**粗** [x](https://a.example)"
    )


def test_blocks_leave_no_blank_lines() -> None:
    assert render("a\n  {% if true %}\nb\n  {% endif %}\nc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("output", ["text", "markdown"])
def test_lines_of_tags_vanish_from_text_and_others_keep_their_end(output: Output) -> None:
    source = "a{% if true %} b{% endif %}\n\n  {% for x in (1, 2) %}\n  x{{ x }}\n{% endfor %}{# #}\nc\n{{ y }}"
    assert render(source.replace("{{ y }}", ""), output=output) == "a b\n\n  x1\n  x2\n\nc\n"
    found = failure(source, output)
    assert found.place == Place("page", 7)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (
            "\n{{ organisation.shrt }}",
            (
                'page:2: error[undefined-attribute]: no "shrt" in this organisation; did you mean "short"? '
                "there are: id, level, name, parent, region, short"
            ),
        ),
        (
            "{{ figure.participant | quantity }}",
            (
                'page:1: error[undefined-attribute]: no "participant" in this mapping; did you mean '
                '"participants"? there are: items, participants'
            ),
        ),
        (
            "{{ (organisations | first).name.foo }}",
            'page:1: error[no-attributes]: no "foo": a text has no parts that could be named here',
        ),
        (
            "{{ organisation\n  | nmes }}",
            'page:2: error[unknown-filter]: no filter "nmes"; did you mean "names"?',
        ),
        ("{{ 1 is evn }}", 'page:1: error[unknown-test]: no test "evn"'),
        (
            "a\n{% for x in organisations %}\n{% endfro %}",
            (
                'page:3: error[unknown-tag]: no tag "endfro" can stand here; '
                "a tag is misspelt, or one that was opened before is not closed"
            ),
        ),
        (
            "{{ organisation",
            (
                "page:1: error[template-unclosed]: "
                "the text ends before what was opened with {{ or {% is closed"
            ),
        ),
        (
            "{% if true %}",
            (
                "page:1: error[template-unclosed]: "
                "the text ends before what was opened with {{ or {% is closed"
            ),
        ),
        (
            "{{ organisation name }}",
            (
                'page:1: error[template-unexpected]: unexpected "name" between {{ and }} or {% and %}; '
                "expected token 'end of print statement', got 'name'"
            ),
        ),
        (
            "{{ 'a }}",
            (
                "page:1: error[template-syntax]: what stands between {{ and }} or {% and %} cannot be read: "
                'unexpected char "\'" at 3'
            ),
        ),
        (
            "{{ 1 / 0 }}",
            "page:1: error[template-failed]: this cannot be worked out: division by zero",
        ),
        (
            "{{ 'x' | ordinal }}",
            (
                "page:1: error[template-failed]: this cannot be worked out: "
                "ordinal wants a whole number, not str"
            ),
        ),
        (
            "{{ organisation | names }}",
            "page:1: error[template-failed]: this cannot be worked out: names wants a list",
        ),
        (
            "{{ date | date('long') }}",
            (
                "page:1: error[template-failed]: this cannot be worked out: "
                'no date form "long"; there are full, short, month, numeric, weekday'
            ),
        ),
        (
            "{{ organisations }}",
            (
                "page:1: error[unprintable]: a tuple cannot be printed as it is; "
                "use a filter (names, count, quantity …) or name one of its parts"
            ),
        ),
        ("{% include 'head' %}", 'page:1: error[no-template-part]: no template file "head"'),
        (
            "{% macro a() %}\n{{ a() }}\n{% endmacro %}{{ a() }}",
            "page:1: error[template-recursion]: something calls itself without end",
        ),
    ],
)
def test_mistakes(source: str, line: str) -> None:
    assert failure(source).line() == line


def test_unknown_name_lists_the_names() -> None:
    found = failure("{% if x %}{% endif %}\n{{ organisaton }}".replace("x", "true"))
    assert (found.code, found.place) == ("undefined-name", Place("page", 2))
    assert found.args["suggestion"] == "organisation"
    assert found.args["names"] == ", ".join(sorted(CONTEXT))


def test_a_mistake_in_a_macro_is_placed_in_its_own_file() -> None:
    files = {
        "page": "{% from 'parts' import m %}\n{{ m(1) }}",
        "parts": "{% macro m(x) %}\n\n{{ y }}{% endmacro %}",
    }

    def source(name: str) -> tuple[str, str, Callable[[], bool]]:
        return files[name], f"templates/{name}", lambda: True

    environment = make_environment("en", FunctionLoader(source))
    with pytest.raises(Exception, match="'y' is undefined") as caught:
        environment.get_template("page").render()
    assert isinstance(caught.value, Exception)
    assert explain(caught.value).place == Place("templates/parts", 3)


def test_nothing_to_print_is_an_error_in_text_fields() -> None:
    expected = (
        "page:2: error[prints-nothing]: what is printed here has no value in this brief; "
        "give it one, or write {% if … %} … {% endif %} around it"
    )
    assert [failure("a\n{{ nothing }}", kind).line() for kind in ("text", "markdown")] == [
        expected
    ] * 2


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ ''.__class__ }}", "__class__"),
        ("{{ '' | attr('__class__') }}", "__class__"),
        ("{{ ''['__class__'] }}", "__class__"),
        ("{{ organisation.__init__ }}", "__init__"),
        ("{{ organisation._x }}", None),
        ("{{ organisations | map(attribute='__class__') | list | first }}", "__class__"),
        ("{{ organisations | join(',', '__class__') }}", "__class__"),
        ("{{ organisations | sum('__class__') }}", "__class__"),
        ("{{ '{0.__class__}'.format(1) }}", "format"),
        ("{{ '{x.__class__}'.format_map({'x': 1}) }}", "format_map"),
        ("{{ ('{0.__class__}' | attr('format'))(1) }}", "format"),
        ("{{ '%s' % 1 }}", "%"),
        ("{{ range.__globals__ }}", "__globals__"),
        ("{{ dict.fromkeys([1]) }}", "fromkeys"),
        ("{{ [].append(1) }}", "append"),
        ("{% set x = {} %}{{ x.update({1: 2}) }}", "update"),
        ("{{ 'a'.center(9) }}", "center"),
        ("{{ 'a'.encode() }}", "encode"),
        ("{{ date.replace(year=1) }}", "replace"),
        ("{{ self.__init__ }}", "__init__"),
        ("{% macro m() %}{% endmacro %}{{ m.__call__ }}", "__call__"),
        ("{% for a in [1] %}{{ loop.__init__ }}{% endfor %}", "__init__"),
        ("{{ namespace.__init__.__globals__ }}", "__init__"),
        ("{% set n = namespace(a=1) %}{{ n.__class__ }}", "__class__"),
        ("{% set n = namespace(a=1) %}{{ n._Namespace__attrs }}", "_Namespace__attrs"),
        ("{{ dict.__subclasses__() }}", "__subclasses__"),
        ("{{ dict.mro() }}", "mro"),
        ("{{ parameters.items.__self__ }}", "__self__"),
        ("{{ 'a b'.split.__self__ }}", "__self__"),
        ("{{ organisations | groupby('__class__') }}", "__class__"),
        ("{{ organisations | selectattr('__class__') | list }}", "__class__"),
        ("{{ organisations | rejectattr('name.__class__') | list }}", "__class__"),
        ("{{ organisations | sort(attribute='__class__') }}", "__class__"),
        ("{{ organisations | unique(attribute='__class__') | list }}", "__class__"),
        ("{{ organisations | map('attr', '__class__') | join }}", "__class__"),
        (
            "{% macro m() %}{{ caller.__class__ }}{% endmacro %}{% call m() %}{% endcall %}",
            "__class__",
        ),
        ("{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}", "__class__"),
        ("{% macro m() %}{{ kwargs.pop('a') }}{% endmacro %}{{ m(a=1) }}", "pop"),
        ("{% block a %}{{ super.__call__ }}{% endblock %}", "__call__"),
        ("{{ self._TemplateReference__context }}", "_TemplateReference__context"),
        ("{{ ('<b>' | escape).format(1) }}", "format"),
        ("{{ ('<b>' | escape).unescape() }}", "unescape"),
        ("{{ ('<b>' | escape).__html__() }}", "__html__"),
        ("{{ date.strftime('%s') }}", "strftime"),
        ("{{ (1).real }}", "real"),
    ],
)
def test_closed_doors(source: str, name: str | None) -> None:
    found = failure(source)
    if name is None:
        assert found.code == "undefined-attribute"
    else:
        assert (found.code, found.args) == ("template-refused", {"name": name})


@pytest.mark.parametrize(
    "source",
    [
        "{% include '../../etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
        "{% extends 'elsewhere' %}",
        "{% from 'page/../x' import y %}",
        "{% include ['a', 'b'] %}",
    ],
)
def test_no_stray_files(source: str) -> None:
    """What a template may name is what its loader has; a text field has none."""
    for output in ("html", "text", "markdown"):
        assert failure(source, output).code == "no-template-part"
    environment = make_environment("en", output="text")
    with pytest.raises(Exception) as caught:  # noqa: PT011  every kind becomes a message
        environment.from_string(source).render()
    assert isinstance(caught.value, Exception)
    assert explain(caught.value).code in ("no-template-part", "template-failed")


def test_escaping_cannot_be_turned_off() -> None:
    for value in ("false", "true", "nothing"):
        found = failure(f"\n{{% autoescape {value} %}}{{{{ unsafe }}}}{{% endautoescape %}}")
        assert (found.code, found.args["name"]) == ("unknown-tag", "autoescape")
        assert found.place == Place("page", 2)
    for tag in ("do [].append(1)", "trans", "debug"):
        assert failure(f"{{% {tag} %}}").code == "unknown-tag"


def test_it_is_the_sandbox_in_which_nothing_can_be_changed() -> None:
    """What changes something is not among the methods that are allowed either; this is the second fence."""
    for output in ("html", "word", "text", "markdown"):
        assert isinstance(make_environment("en", output=output), ImmutableSandboxedEnvironment)


@pytest.mark.parametrize("name", ["cycler", "joiner", "lipsum", "environment", "context"])
def test_no_stray_globals(name: str) -> None:
    assert failure(f"{{{{ {name} }}}}").code == "undefined-name"


@pytest.mark.parametrize(
    "name", ["safe", "format", "pprint", "random", "center", "urlize", "tojson"]
)
def test_no_stray_filters(name: str) -> None:
    assert name not in FILTER_NAMES
    assert failure(f"{{{{ 'x' | {name} }}}}").code == "unknown-filter"


_DOUBLE = "{% set n = namespace(x='abcd') %}{% for a in range(99) %}{% set n.x = n.x OP n.x %}{% endfor %}"


_BLOCKS = "".join(
    f"{{% block b{n} %}}{{{{ self.b{n + 1}() }}}}{{{{ self.b{n + 1}() }}}}{{% endblock %}}"
    for n in range(17)
) + "{% block b17 %}{% endblock %}"  # fmt: skip


_KEEP = (
    "{% set n = namespace(l=[]) %}{% set x = 'a' * 100000 %}"
    "{% for a in range(9999) %}{% set n.l = [n.l, VALUE] %}{% endfor %}"
)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ range(1000000) }}", "range"),
        ("{{ 'x' * 1000000000 }}", "text"),
        ("{{ [1] * 1000000000 }}", "text"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "number"),
        ("{{ 9 ** (9 ** 9) }}", "number"),
        (_DOUBLE.replace("OP", "~"), "text"),
        (_DOUBLE.replace("OP", "+"), "text"),
        (_DOUBLE.replace("OP", "*").replace("'abcd'", "9"), "number"),
        ("{{ ('a' * 1000) | replace('a', 'b' * 10000) }}", "text"),
        ("{{ range(10000) | join('x' * 1000) }}", "text"),
        ("{{ [1] | batch(1000000000, 0) | list }}", "range"),
        ("{{ 1.5 | round(1000000000) }}", "number"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "steps"),
        (
            "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(40) }}",
            "steps",
        ),
        (_BLOCKS, "steps"),
        ("{% set x = 'y' * 100000 %}{% for a in range(9999) %}{{ x }}{% endfor %}", "output"),
        ("{% for a in range(9999) %}" + "y" * 9999 + "{% endfor %}", "output"),
        (
            "{{ range(9999) | map('string') | map('replace', '', 'x' * 90000) | list | count }}",
            "memory",
        ),
        (_KEEP.replace("VALUE", "[1] * 100000"), "memory"),
        (_KEEP.replace("VALUE", "x[1:]"), "memory"),
        (_KEEP.replace("VALUE", "x | upper"), "memory"),
        (_KEEP.replace("VALUE", "x.split('a')"), "memory"),
        (_KEEP.replace("VALUE", "x ~ 'b'"), "memory"),
        ("{% filter replace('', 'x' * 900000) %}yy{% endfilter %}", "text"),
    ],
)
def test_limits(source: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is stopped by the limit that is meant for it, not by that of time."""
    monkeypatch.setattr("briefgen.sandbox.MOST_STEPS", MOST_STEPS // 10)
    monkeypatch.setattr("briefgen.sandbox.MOST_MADE", MOST_MADE // 10)
    found = failure(source)
    assert (found.code, found.args["what"]) == ("template-limit", what)


@pytest.mark.parametrize(("output", "characters"), [("text", 60_000), ("markdown", 600_000)])
def test_text_fields_may_print_less_than_templates(output: Output, characters: int) -> None:
    source = f"{{% for a in range(2) %}}{{{{ 'x' * {characters} }}}}{{% endfor %}}"
    assert len(render(source)) == 2 * characters
    found = failure(source, output)
    assert (found.code, found.args["what"]) == ("template-limit", "output")


def test_each_rendering_has_its_own_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.sandbox.MOST_STEPS", 100)
    environment = make_environment("en")
    template = environment.from_string("{% for a in range(90) %}{% endfor %}")
    for _ in range(3):
        environment.begin()
        template.render()
    with pytest.raises(Exceeded):
        template.render()


def test_time_is_limited_also_where_nothing_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.sandbox.LONGEST", -1.0)  # not 0: the clock may go in steps
    for source in ("{% for a in range(90) %}{% endfor %}", "{{ ('x' * 90000) | upper | count }}"):
        found = failure(source)
        assert (found.code, found.args["what"]) == ("template-limit", "time")
        assert found.place == Place("page", 1)


def test_so_is_the_time_of_what_stands_between_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]

    def slow(words: str) -> str:
        now[0] = 99.0
        return words

    monkeypatch.setattr("briefgen.sandbox.time", SimpleNamespace(process_time=lambda: now[0]))
    environment = make_environment("en")
    environment.filters["slow"] = slow
    with pytest.raises(Exceeded, match="time"):
        environment.from_string("{{ ('x' * 90000) | slow | upper | count }}").render()


def test_what_tags_make_of_calls_and_filters_stays_whole() -> None:
    assert (
        render("{% filter upper %}a{% filter replace('b', 'c') %}b{% endfilter %}{% endfilter %}")
        == "AC"
    )
    assert render("{% set x | upper %}a{% endset %}{{ x }}{{ x[:1] | lower }}") == "Aa"
    source = "{% macro m(x) %}[{{ caller(x) | upper }}]{% endmacro %}{% call(y) m('a') %}{{ y ~ 'b' }}{% endcall %}"
    assert render(source) == "[AB]"


def test_loops_still_know_their_length() -> None:
    assert (
        render(
            "{% for o in organisations %}{{ o }}{{ ';' if not loop.last }}{% else %}-{% endfor %}"
        )
        == "北;南;东"
    )
    assert render("{% for o in [] %}{% else %}-{% endfor %}") == "-"
