"""YAML text to marked data: what is kept, what is refused, and where every message points."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen import yamltext
from briefgen.messages import Place, sorted_messages
from briefgen.yamltext import Data, read_yaml

PARSERS = [yaml.SafeLoader] + ([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltext, "_LOADER", request.param)


def data(text: str | bytes) -> Data:
    result = read_yaml(text if isinstance(text, bytes) else text.encode(), "a.yaml")
    assert result.messages == ()
    assert result.value is not None
    return result.value.data


def said(text: str | bytes) -> list[str]:
    """`line:column code` of every message, in order of the file."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    messages = sorted_messages(read_yaml(raw, "a.yaml").messages)
    for each in messages:
        assert each.text("en")
        assert each.text("zh")
    return [
        f"{str(each.place).removeprefix('a.yaml').lstrip(':')} {each.code}" for each in messages
    ]


@pytest.mark.usefixtures("_parser")
class TestScalars:
    def test_stay_what_was_typed(self) -> None:
        text = "a: no\nb: 007\nc: 1.10\nd: 2019-08-06\ne: 12:30:45\nf: +8613800138000\ng: 'null'\n"
        assert data(text) == {
            "a": "no",
            "b": "007",
            "c": "1.10",
            "d": "2019-08-06",
            "e": "12:30:45",
            "f": "+8613800138000",
            "g": "null",
        }

    @pytest.mark.parametrize("empty", ["", "~", "null"])
    def test_nothing(self, empty: str) -> None:
        assert data(f"a: {empty}\nb: [{empty or '~'}]\n") == {"a": None, "b": [None]}

    def test_quoted_nothing_is_text(self) -> None:
        assert data("a: ''\nb: \"~\"\n") == {"a": "", "b": "~"}

    def test_jinja_and_markdown_in_quotes_and_blocks(self) -> None:
        assert data('a: "{{ x }}个"\nb: |\n  *甲* {{ y }}\n') == {
            "a": "{{ x }}个",
            "b": "*甲* {{ y }}\n",
        }

    def test_byte_order_mark_and_line_ends(self) -> None:
        assert data(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


def test_a_file_is_read_once_and_one_of_another_name_on_its_own() -> None:
    first, second = read_yaml(b"a: 1\n", "a.yaml"), read_yaml(b"a: 1\n", "b.yaml")
    assert first is read_yaml(b"a: 1\n", "a.yaml")
    assert first.value is not None
    assert second.value is not None
    assert first.value.marks.value_at(("a",)) == Place("a.yaml", 1, 4)
    assert second.value.marks.value_at(("a",)) == Place("b.yaml", 1, 4)


@pytest.mark.usefixtures("_parser")
def test_places_of_keys_and_values() -> None:
    text = "标题: 甲\nactivities:\n  - text: |\n      多行\n    with: [乙, 'c']\n  - {text: x😀, a: b}\n"
    result = read_yaml(text.encode(), "x.yaml")
    assert result.value is not None
    marks = result.value.marks
    assert marks.key_at(("标题",)) == Place("x.yaml", 1, 1)
    assert marks.value_at(("标题",)) == Place("x.yaml", 1, 5)
    assert marks.value_at(("activities", 0, "text")) == Place("x.yaml", 3, 11)
    assert marks.value_at(("activities", 0, "with", 1)) == Place("x.yaml", 5, 15)
    assert marks.key_at(("activities", 1, "a")) == Place("x.yaml", 6, 16)
    assert marks.value_at(("activities", 1)) == Place("x.yaml", 6, 5)
    # What isn't in the file has the place of the nearest thing around it.
    assert marks.value_at(("activities", 1, "images", 0)) == Place("x.yaml", 6, 5)
    assert marks.key_at(("nowhere",)) == Place("x.yaml", 1, 1)


REFUSED_AND_READ_ON = [
    ("a: 1\nb: 2\na: 3\n", ["3:1 duplicate-key"], {"a": "1", "b": "2"}),
    ("a: {b: 1, b: {c: 2}}\n", ["1:11 duplicate-key"], {"a": {"b": "1"}}),
    ("a: &x 1\nb: *x\n", ["1:4 yaml-anchor", "2:4 yaml-alias"], {"a": "1", "b": "*x"}),
    ("a: !!int 1\nb: !x [c]\n", ["1:4 yaml-tag", "2:4 yaml-tag"], {"a": "1", "b": ["c"]}),
    ("a: 1\n<<: {b: 2}\n", ["2:1 yaml-merge"], {"a": "1"}),
    ("? [a]\n: b\nc: d\n", ["1:3 yaml-key"], {"c": "d"}),
    ('"": b\nc: d\n', ["1:1 yaml-empty-key"], {"c": "d"}),
    ("a: {b: 3,200, c: 1}\n", ["1:10 yaml-number-comma"], {"a": {"b": "3,200", "c": "1"}}),
    (
        "a: {b: 1,234,567+}\n",
        ["1:10 yaml-number-comma", "1:14 yaml-number-comma"],
        {"a": {"b": "1,234,567+"}},
    ),
    ("a: {b: x,200}\n", [], {"a": {"b": "x", "200": None}}),
    ("a: {{ x }}\nb: 1\n", ["1:4 yaml-jinja"], {"a": "{{ }}", "b": "1"}),
    ("{{ x }}\n", ["1:1 yaml-jinja"], {}),
    ("a: [{{ x }}]\nb: 1\n", ["1:5 yaml-jinja"], {"a": ["{{ }}"], "b": "1"}),
    (
        "a: 甲\x0b乙\nb: \x1b\n",
        ["1:5 control-character", "2:4 control-character"],
        {"a": "甲 乙", "b": None},
    ),
    ("a: x\u2028y\n", ["1:5 control-character"], {"a": "x y"}),
    ("a: x\u202ey\n", ["1:5 direction-character"], {"a": "x y"}),
    ('a: "x\\u202ey"\n', ["1:4 direction-character"], {"a": "x y"}),
    ('a: "x\\0y"\n', ["1:4 control-character"], {"a": "x y"}),
    ('a: "x\\ry"\n', ["1:4 control-character"], {"a": "x y"}),
    ('a: "x\\x1by\\x85"\n', ["1:4 control-character"], {"a": "x y "}),
    ("a: x\ufffey\n", ["1:5 control-character"], {"a": "x y"}),
]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "messages", "left"), REFUSED_AND_READ_ON)
def test_refused_with_its_place_and_read_on(text: str, messages: list[str], left: Data) -> None:
    assert said(text) == messages
    result = read_yaml(text.encode(), "a.yaml")
    assert result.value is not None
    assert result.value.data == left


SYNTAX = [
    ("title: 甲: 乙\n", "1:9 yaml-colon"),
    ('a: "x": y\n', "1:7 yaml-colon"),
    ("标题：甲\nb: 1\n", "1:3 yaml-wide-colon"),
    ("a: 1\nb：2\nc: 3\n", "2:2 yaml-wide-colon"),
    ("a: 1\nb:2\nc: 3\n", "2:2 yaml-tight-colon"),
    ("a: 1\nsome words\nc: 3\n", "2:1 yaml-no-colon"),
    ("a:\n\tb: 1\n", "2:1 yaml-tab"),
    ("a:\n  \tb: 1\n", "2:3 yaml-tab"),
    ("a: 1\n\tb: 2\n", "2:1 yaml-tab"),
    ("a: |\n\tx\n", "2:1 yaml-tab"),
    ('a: 1\nb: "x\nc: 3\n', "2:4 yaml-quote-open"),
    ('a: "甲"乙\nb: 1\n', "1:7 yaml-after-quote"),
    ("a: [1, 2\nb: 3\n", "1:4 yaml-bracket"),
    ("a: {b: 1\nc: 3\n", "1:4 yaml-bracket"),
    ("a: {{ x }}个\nb: 1\n", "1:4 yaml-jinja"),
    ("a: *重点* x\n", "1:4 yaml-start"),
    ("a: &甲 x\n", "1:4 yaml-start"),
    ("a: @x\n", "1:4 yaml-start"),
    ("a: `x`\n", "1:4 yaml-start"),
    ("a: !甲 x\n", "1:4 yaml-start"),
    ("a: ]\n", "1:4 yaml-start"),
    ("a: ? b\n", "1:4 yaml-start"),
    ("a: - b\n", "1:4 yaml-dash"),
    ('a: "\\d"\n', "1:5 yaml-escape"),
    ('a: "\\xg0"\n', "1:5 yaml-escape"),
    ("a: |x\n  b\n", "1:5 yaml-block-head"),
    ("a:\n  b: 1\n c: 2\n", "3:2 yaml-indent"),
    ("a: 1\n  b: 2\n", "2:3 yaml-indent"),
    ("- a\nb: 1\n", "2:1 yaml-indent"),
    (": x\n", "1:1 yaml-empty-key"),
    ("a: 1\n---\nb: 1\n", "2:1 yaml-documents"),
    ("a: 1\n...\nb: 1\n", "3:1 yaml-documents"),
]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "expected"), SYNTAX)
def test_broken_syntax(text: str, expected: str) -> None:
    assert said(text) == [expected]
    assert read_yaml(text.encode(), "a.yaml").value is None


@pytest.mark.parametrize("text", [text for text, _ in SYNTAX])
def test_the_parsers_own_english_is_never_shown(text: str) -> None:
    for each in read_yaml(text.encode(), "a.yaml").messages:
        assert "expected" not in each.text("zh") + each.text("en")


def test_what_came_before_broken_syntax_is_also_said() -> None:
    assert said("a: 1\na: 2\nb: *x\nc: [\n") == [
        "2:1 duplicate-key",
        "3:4 yaml-alias",
        "5:1 yaml-syntax",
    ]


SENTENCE = "标题: 主题教育动员部署会在郑州召开，二百人参加会议。\n"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "1:1 empty-file"),
        (b"# only a comment\n", "1:1 empty-file"),
        (b"---\n", "1:1 empty-file"),
        (b"- a\n- b\n", "1:1 not-a-mapping"),
        (b"just words\n", "1:1 not-a-mapping"),
        (SENTENCE.encode("gbk"), " wrong-encoding"),
        (
            "標題: 主題教育動員部署會在臺北召開，二百人參加會議。\n".encode("big5"),
            " wrong-encoding",
        ),
        (SENTENCE.encode("utf-16"), " wrong-encoding"),
        (SENTENCE.encode("utf-16-le"), " wrong-encoding"),
        (SENTENCE.encode("utf-16-be"), " wrong-encoding"),
        (SENTENCE.encode("utf-32"), " wrong-encoding"),
        (b"PK\x03\x04\x00\x00\x08\x00", " binary-file"),
        (bytes(range(1, 256)) * 3, " binary-file"),
        ("title: café".encode("latin-1"), "1:11 not-utf8"),
        ("a: 1\nb: 主题教".encode()[:-1], "2:6 not-utf8"),
        (b"a: x\xed\xa0\x80y\n", "1:5 not-utf8"),
    ],
)
def test_not_the_text_we_want(raw: bytes, code: str) -> None:
    assert said(raw) == [code]
    assert read_yaml(raw, "a.yaml").value is None


def test_encoding_is_named() -> None:
    for encoding, name in (("gbk", "GBK"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32")):
        (found,) = read_yaml(SENTENCE.encode(encoding), "a.yaml").messages
        assert found.args["encoding"] == name
        assert "UTF-8" in found.text("zh")


@pytest.mark.usefixtures("_parser")
def test_an_alias_bomb_is_refused_at_once() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )
    assert said(text).count("1:5 yaml-anchor") == 1
    assert len(said(text)) == 40 + 78


@pytest.mark.usefixtures("_parser")
def test_depth() -> None:
    fine, deep = yamltext.DEPTH_LIMIT - 1, yamltext.DEPTH_LIMIT
    data(f"a: {'[' * fine}{']' * fine}\n")
    assert said(f"a: {'[' * deep}{']' * deep}\n") == [f"1:{3 + deep} yaml-too-deep"]
    assert said("a: " + "[" * 100_000) == [f"1:{3 + deep} yaml-too-deep"]


def test_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltext, "NODE_LIMIT", 10)
    assert said("a: [1, 2, 3, 4, 5, 6, 7]\n") == []
    assert said("a: [1, 2, 3, 4, 5, 6, 7, 8]\n") == ["1:26 yaml-too-many"]


@pytest.mark.usefixtures("_parser")
def test_unpaired_surrogates_are_refused_however_they_are_written() -> None:
    assert said('a: "x\\ud800y"\n')[0].startswith("1:")
    assert said("a: x\ud800y\n") == ["1:5 not-utf8"]


def test_nul_in_good_text_is_no_text() -> None:
    for raw in (b"a: x\0y\n", b"\0", b"a: 1\n" * 99 + b"\0"):
        assert said(raw) == [" binary-file"]
        assert read_yaml(raw, "a.yaml").value is None


@pytest.mark.usefixtures("_parser")
def test_a_huge_scalar_is_data_like_any_other() -> None:
    """As it came in; the file's own limit is the only one."""
    for text in ("字" * 350_000, "x " * 500_000 + "x"):
        assert data(f"a: {text}\n") == {"a": text}
        assert data(f"a: |\n  {text}\n") == {"a": f"{text}\n"}
        assert data(f'a: "{text}"\n') == {"a": text}


def test_a_file_full_of_control_characters_says_so_twenty_times() -> None:
    assert len(said("a: " + "\x01" * 5_000)) == 20


PIECES = [
    "a: ", "b:\n", "- ", "  ", "\t", "\n", "'", '"', "|", ">", "{", "}", "[", "]", "&x ", "*x", "!t ",
    "<<: ", "? ", ": ", "#", "---\n", "...\n", "%", "甲：", "\\", "\u202e", "\x07", "null", "~", "\\ud800",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
)
def test_any_bytes_give_data_or_messages(content: bytes | str) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    for parser in PARSERS:
        yamltext_loader, yamltext._LOADER = yamltext._LOADER, parser
        try:
            result = read_yaml(raw, "a.yaml")
        finally:
            yamltext._LOADER = yamltext_loader
        assert result.value is not None or result.messages
        for each in result.messages:
            assert each.place is not None
            assert each.line("en").isprintable()
            assert each.line("zh").isprintable()
