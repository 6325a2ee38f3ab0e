"""Turn Markdown into HTML whose every block knows the line it came from, or into plain text.

CommonMark with tables and ~~strikethrough~~, and six habits that its authors' writing calls for:

- HTML tags, `[x]: y` lines, lines underlined with `---` and lines indented by four spaces are ordinary text: nothing that a
  writer typed disappears or turns into code;
- a line that opens with a full-width space (　　) is a new paragraph, and the space itself is left to the style;
- a line break between two Chinese characters prints nothing, where HTML would print a space;
- `**“甲”**乙` is bold, though CommonMark asks for a space after the closing stars;
- a paragraph that opens with `Table:` or `表：` just above a table is its caption, `{#id}` at its end the table's name;
- `[^1]` is a footnote, whose words stand on a line of their own, `[^1]: …`, anywhere in the same text;
- pictures are not taken (they are listed under `images:`), and links lead to http, https, mailto or `#…`, or are plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from briefgen.bulletin import Text
from briefgen.links import Links, led
from briefgen.messages import Message, Place, message
from briefgen.tablecaptions import OPEN as CAPTION
from briefgen.tablecaptions import captioned, named

DEEPEST_HEADING = 4
_NESTING = 60
_SRC = re.compile(r"(?P<file>.+):(?P<line>\d+):(?P<path>[^:]*)", re.DOTALL)
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
TABLE_NAME = "{#"
"""What a text has in it that gives a table a name."""
_NOTE = re.compile(r"\[\^([^\]\s^]{1,40})\]")
_NOTE_TEXT = re.compile(r" {0,3}\[\^([^\]\s^]{1,40})\]:[ \t]*(.*)")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_ACTIVE = re.compile(r"[\\`*_\[\]<>&|~]")
_ACTIVE_AT_START = re.compile(r"\s*(?:[#+\-=]|\d+(?=[.)]))")


def place_of(src: str, offset: int = 0) -> Place | None:
    """The spot that a `file:line:path` names, `offset` lines further down; None when `src` names none."""
    match = _SRC.fullmatch(src)
    return Place(match["file"], int(match["line"]) + offset) if match else None


def src_at(src: str, offset: int) -> str:
    """`file:line:path` with the line `offset` further down; what names no line is returned as it is."""
    match = _SRC.fullmatch(src)
    return f"{match['file']}:{int(match['line']) + offset}:{match['path']}" if match else src


def markdown(
    text: str,
    level: int = 3,
    links: Links | None = None,
    anchor: Callable[[str], str] | None = None,
) -> Markup:
    """The text as HTML blocks, each with the `data-src` of its line when `text` is a Text that knows where it stands.

    Headings in the text are moved so that the first is an h`level` and none skips a level; none is deeper than h4. `anchor`
    gives the id for a table that has a name.
    """
    tokens = _blocks(text, links)
    for token in tokens if anchor else ():
        if anchor and token.type == CAPTION and token.info:
            token.attrSet("id", anchor(token.info))
    _name_lines(tokens, getattr(text, "src", ""))
    _move_headings(tokens, level)
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))  # noqa: S704  the parser escapes


def inline_markdown(text: str, links: Links | None = None) -> Markup:
    """The text without its blocks: emphasis, links and code as HTML; `<br>` where one block followed another."""
    inner = (token for token in _blocks(text, links) if token.type in ("inline", "fence"))
    return Markup("<br>".join(_phrase(token) for token in inner))  # noqa: S704  the parser escapes


def tokens(text: str) -> list[Token]:
    """The tokens of the text's blocks, for writers of other formats; `map` counts the text's own lines."""
    return _blocks(text)


def plain(text: str) -> str:
    """The words of the text without any Markdown, one line a block."""
    blocks = (token for token in _blocks(text) if token.type in ("inline", "fence"))
    return "\n".join(_words(token) for token in blocks)


def table_captions(text: str) -> list[tuple[str, str]]:
    """The names of the text's tables, each with the words of its caption."""
    return [(name, _words(token)) for name, token in named(_blocks(text))]


def empty_links(text: str) -> list[str]:
    """The names of the links without words, `[](#name)`, each once."""
    found = [
        str(link.attrs.get("href", ""))
        for token in _blocks(text)
        for call in (token, *(c for c in token.children or () if c.type == "footnote"))
        for link, after in pairwise(call.children or ())
        if link.type == "link_open" and after.type == "link_close"
    ]
    return list(dict.fromkeys(href[1:] for href in found if href.startswith("#")))


def problems(text: Text) -> tuple[Message, ...]:
    """What the text asks for and will not get (pictures, links to elsewhere, very deep nesting), each at its line."""
    found: list[Message] = []
    body, notes = _notes(text)
    source, origin = _split_paragraphs(body)
    tokens = _parser().parse(source, {"notes": notes})
    called = {c.info for t in tokens for c in t.children or () if c.type == "footnote"}
    for name, (_, line) in notes.items():
        if name not in called:
            found.append(message("markdown-note-uncalled", place_of(text.src, line), name=name))
    for token in tokens:
        line = origin[token.map[0]] if token.map else 0
        if token.level >= _NESTING - 1:
            found.append(message("markdown-deep", place_of(text.src, line)))
            break
        for child in token.children or ():
            if child.type == "image":
                name = str(child.attrs.get("src", ""))
                found.append(message("markdown-image", place_of(text.src, line), file=name))
            if child.type == "link_open" and not _is_allowed(child):
                target = str(child.attrs.get("href", ""))
                found.append(message("markdown-link", place_of(text.src, line), target=target))
            for call in _NOTE.finditer(child.content if child.type == "text" else ""):
                place = place_of(text.src, line)
                found.append(message("markdown-note-missing", place, name=call[1]))
            line += child.type in ("softbreak", "hardbreak")
    return tuple(found)


def escape_markdown(words: str) -> str:
    """The words written so that Markdown prints them as they are."""
    escaped = _ACTIVE.sub(r"\\\g<0>", words)
    start = _ACTIVE_AT_START.match(escaped)
    if start is None:
        return escaped
    cut = start.end() if start[0][-1].isdigit() else start.end() - 1
    return f"{escaped[:cut]}\\{escaped[cut:]}"


def _phrase(token: Token) -> str:
    if token.type == "fence":
        return f"<code>{escapeHtml(token.content.rstrip())}</code>"
    return str(_parser().renderer.render([token], _parser().options, {}))


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803  markdown-it's names
        """Whether the run of markers at `start` may open or close emphasis, Chinese neighbours counting as spaces do."""
        marker, end = self.src[start], start
        while end < self.posMax and self.src[end] == marker:
            end += 1
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        mark_before, mark_after = _is_mark(before), _is_mark(after)
        left = not space_after and (
            not mark_after or space_before or mark_before or _is_wide(before)
        )
        right = not space_before and (
            not mark_before or space_after or mark_after or _is_wide(after)
        )
        opens = left and (canSplitWord or not right or mark_before)
        closes = right and (canSplitWord or not left or mark_after)
        return Scanned(opens, closes, end - start)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The tokens of one block's text, with our own rule of what opens and closes emphasis."""
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _is_mark(character: str) -> bool:
    mark = isMdAsciiPunct(ord(character)) or isPunctChar(character)
    return mark and not _is_wide(character)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt()
    parser.inline = _Inline()
    options = {"html": False, "xhtmlOut": False, "maxNesting": _NESTING}
    parser.configure("commonmark", options)
    parser.enable(["table", "strikethrough"])
    parser.disable(["reference", "lheading", "code"])
    # What is refused here stays as raw brackets; `_taken` refuses later, with a message.
    parser.validateLink = _takes_any_link  # type: ignore[method-assign]  # an instance's own rule
    parser.add_render_rule("fence", _render_fence)
    parser.inline.ruler.before("link", "footnote", _footnote)
    parser.add_render_rule("footnote", _render_footnote)
    return parser


def _takes_any_link(url: str) -> bool:  # noqa: ARG001  the parser's signature
    return True


def _render_fence(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    token = tokens[index]
    src = escapeHtml(str(token.attrs.get("data-src", "")))
    attribute = f' data-src="{src}"' if src else ""
    words = escapeHtml(token.content.rstrip("\n"))
    return f"<pre{attribute}><code>{words}</code></pre>\n"


def _footnote(state: StateInline, silent: bool) -> bool:
    """The call of a note whose words are known; any other stays what was typed."""
    call = _NOTE.match(state.src, state.pos)
    notes = state.env.get("notes", {})
    if call is None or call[1] not in notes:
        return False
    if not silent:
        words, line = notes[call[1]]
        token = state.push("footnote", "span", 0)
        token.info, token.meta = call[1], {"line": line}
        # Notes have no notes of their own.
        token.children = [c for t in state.md.parseInline(words, {}) for c in t.children or ()]
    state.pos = call.end()
    return True


def _render_footnote(
    _renderer: object, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    src = escapeHtml(str(token.attrs.get("data-src", "")))
    attribute = f' data-src="{src}"' if src else ""
    words = _parser().renderer.render(token.children or [], options, env)
    return f'<span class="footnote"{attribute}>{words}</span>'


def _notes(text: str) -> tuple[str, dict[str, tuple[str, int]]]:
    """The text without the words of its footnotes, and these by name, each with the line on which it begins.

    A note runs to the next empty line or the next note; the first of a name counts. Lines that are taken out stay, empty.
    """
    notes: dict[str, tuple[str, int]] = {}
    lines: list[str] = []
    name = ""
    # The parser takes a lone carriage return for the end of a line as well.
    for index, line in enumerate(_LINE_END.split(text)):
        begun = _NOTE_TEXT.fullmatch(line)
        if begun and begun[1] not in notes:
            name = begun[1]
            notes[name] = begun[2].strip(), index
        elif name and line.strip() and not begun:
            words, first = notes[name]
            notes[name] = f"{words}\n{line.strip()}", first
        else:
            name = ""
            lines.append(line)
            continue
        lines.append("")
    return "\n".join(lines), notes


def _split_paragraphs(text: str) -> tuple[str, list[int]]:
    """The text with a blank line before each line that opens with 　, and for each new line the old one's index."""
    lines: list[str] = []
    origin: list[int] = []
    for index, line in enumerate(text.split("\n")):
        body = line.lstrip("\u3000 ") if line.lstrip(" ").startswith("\u3000") else line
        if body is not line and lines and lines[-1].strip():
            lines.append("")
            origin.append(index)
        lines.append(body)
        origin.append(index)
    return "\n".join(lines), [*origin, origin[-1]]


def _blocks(text: str, links: Links | None = None) -> list[Token]:
    """The tokens of the text, their `map` counting the text's own lines, without what we don't take."""
    body, notes = _notes(text)
    source, origin = _split_paragraphs(body)
    tokens = _parser().parse(source, {"notes": notes})
    src, line = getattr(text, "src", ""), 0
    for token in tokens:
        if token.map:
            token.map = [origin[token.map[0]], origin[token.map[1]]]
            line = token.map[0]
        if token.children:
            token.children = list(led(_taken(token.children), links, partial(src_at, src), line))
            _close_up(token.children)
        for child in token.children or ():
            if child.type == "footnote":
                taken = _taken(child.children or ())
                child.children = list(led(taken, links, partial(src_at, src), child.meta["line"]))
                _close_up(child.children)
                for part in child.children:
                    if part.type == "softbreak":
                        # WeasyPrint takes line ends in notes for forced ones.
                        part.type, part.tag, part.content = "text", "", " "
    return captioned(tokens)


def _is_allowed(link: Token) -> bool:
    return _LINK.match(str(link.attrs.get("href", ""))) is not None


def _taken(children: Sequence[Token]) -> Iterator[Token]:
    """The inline tokens with pictures as their words and refused links as plain text."""
    refused = False
    for token in children:
        if token.type == "image":
            yield Token("text", "", 0, content=_words(token))
        elif token.type == "link_open" and not _is_allowed(token):
            refused = True
        elif token.type == "link_close" and refused:
            refused = False
        else:
            yield token


def _close_up(children: Sequence[Token]) -> None:
    """Take out the line breaks that stand between two Chinese characters."""
    after = " "
    breaks: list[tuple[Token, str]] = []
    for token in reversed(children):
        if token.type == "softbreak":
            breaks.append((token, after))
        after = token.content[0] if token.content else after
    before = " "
    for token in children:
        if token.type == "softbreak" and _joins(before, breaks[-1][1]):
            token.type, token.tag, token.content = "text", "", ""
        if breaks and token is breaks[-1][0]:
            breaks.pop()
        before = token.content[-1] if token.content else before


def _joins(before: str, after: str) -> bool:
    """Whether nothing separates the two: both are wide, or one is and the other a quotation mark or dash."""
    return (_is_wide(before) and (_is_wide(after) or after in "“‘—…")) or (
        _is_wide(after) and before in "”’—…"
    )


def _name_lines(tokens: Sequence[Token], src: str) -> None:
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if src and token.block and token.nesting >= 0 and token.tag:
            token.attrSet("data-src", src_at(src, line))
        for child in token.children or ():
            if src and child.type == "footnote":
                child.attrSet("data-src", src_at(src, child.meta["line"]))


def _move_headings(tokens: Sequence[Token], level: int) -> None:
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    previous = level - 1
    for token in tokens:
        if token.type == "heading_open":
            previous = min(level + used.index(token.tag), previous + 1, DEEPEST_HEADING)
        if token.type.startswith("heading_"):
            token.tag = f"h{previous}"


def _words(token: Token) -> str:
    if token.type == "footnote":
        return ""
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else "\n"
    if token.children is not None:
        return "".join(_words(child) for child in token.children)
    return token.content.rstrip("\n") if token.type == "fence" else token.content
