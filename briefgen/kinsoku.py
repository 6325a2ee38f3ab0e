"""Turn a character pair into whether a line may end between them: the one table that the PDF and the Word file share.

The table is Word's own for Simplified Chinese (but for ．, which Word has on both lists), so that Word, told to follow it by
`w:noLineBreaksBefore` and `w:noLineBreaksAfter`, breaks lines as it always does. The PDF is brought to it by zero-width marks
in its text (`mark`), because what lays the PDF out knows UAX 14 only, and UAX 14 is unsure about the curly quotes, the dash
and the solidus that Chinese shares with English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

NOT_AT_START = "!%),.:;?]}¢°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠々"
"""The characters that no line may start with: the value of Word's `w:noLineBreaksBefore`."""

NOT_AT_END = "$([{£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（［｛￡￥"
"""The characters that no line may end with: the value of Word's `w:noLineBreaksAfter`."""

MAY_BREAK = "\u200b"
"""The mark that lets a line end where it stands (zero width space)."""

NO_BREAK = "\u2060"
"""The mark that keeps its neighbours on one line (word joiner)."""

WIDE = "\u2e80-\u3029\u3030-\u3098\u309b-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9d\uffa0-\uffef\U00020000-\U0003ffff"
"""The full-width characters, as the inside of a regular expression's class; combining marks are not among them."""

# Punctuation that Chinese and English share: full-width among hanzi, and only there.
_SHARED = "—…“”‘’·"
_ONE_SIGN = "—…"  # written twice, and never parted
_IS_WIDE = re.compile(f"[{WIDE}]")
_MARKS = re.compile(f"[{MAY_BREAK}{NO_BREAK}]")
# Hanzi, kana, letters, digits and spaces: between two of these UAX 14 and Word agree, and around a stop between two hanzi.
_HAN = r"\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_STOP = "，。、；：！？"
_DOUBTFUL = re.compile(rf"[^{_HAN}{_STOP}A-Za-z0-9\s]|(?<![{_HAN}])[{_STOP}]|[{_STOP}](?![{_HAN}])")
# In a text without wide characters only these differ from UAX 14.
_DOUBTFUL_IN_LATIN = re.compile(r"/|(?<=\w)-(?=\d)")


def has_wide(text: str) -> bool:
    """Whether `text` holds a hanzi or another full-width character, the shared punctuation not counted."""
    return _IS_WIDE.search(text) is not None


def reads_as_cjk(text: str, language: str | None) -> bool:
    """Whether the shared punctuation of `text`, a paragraph in `language` (None: not said), is full-width punctuation."""
    known = not language or language.partition("-")[0].lower() in {"zh", "ja", "ko"}
    return known and has_wide(text)


def may_break(text: str, index: int, *, cjk: bool) -> bool | None:
    """Whether a line of `text` may end just before `text[index]`; None: as UAX 14 says.

    `cjk` tells that the shared punctuation is full-width (see `reads_as_cjk`). `index` is from 1 to len(text) - 1.
    """
    first = index - 1
    while first and unicodedata.category(text[first]).startswith("M"):
        first -= 1  # the rule is about the letter that carries the accent
    second = text[index + 1] if index + 1 < len(text) else ""
    return _may_break(text[first - 1 : first], text[first], text[index], second, cjk)


@lru_cache(maxsize=65_536)
def _may_break(before: str, a: str, b: str, after: str, cjk: bool) -> bool | None:
    """`may_break` between a and b, with the characters around them ("" at an end)."""
    if a.isspace() or b.isspace() or _MARKS.match(a) or _MARKS.match(b):
        return None
    if unicodedata.category(b).startswith("M"):
        return None
    if "’" in {a, b} and before.isalpha() | (b == "’") and _is_apostrophe(before, a, b, after):
        return None
    if a in _ONE_SIGN and a == b:
        return False
    shared = _SHARED if cjk else ""
    if _is_wide(a) or _is_wide(b) or a in shared or b in shared:
        return b not in NOT_AT_START and a not in NOT_AT_END
    if "/" in {a, b}:
        return a == "/" and before == "/" and b.isalnum()
    if a == "-" and before.isalnum() and b.isalnum():
        return True
    return None


def _is_wide(character: str) -> bool:
    return _IS_WIDE.match(character) is not None


def _is_apostrophe(before: str, a: str, b: str, after: str) -> bool:
    """Whether the ’ that is a or b stands inside a Latin word."""
    left, right = (before, b) if a == "’" else (a, after)
    return left.isalpha() and right.isalpha() and not _is_wide(left) and not _is_wide(right)


def doubtful(text: str, *, cjk: bool) -> tuple[int, ...]:
    """Where in `text` this table may differ from UAX 14: indexes of the characters after the boundaries, rising."""
    pattern = _DOUBTFUL if cjk or has_wide(text) else _DOUBTFUL_IN_LATIN
    found = {i for match in pattern.finditer(text) for i in (match.start(), match.end())}
    return tuple(sorted(i for i in found if 0 < i < len(text)))


def mark(text: str, natural: Callable[[int], bool], *, cjk: bool) -> str:
    """`text` with zero-width marks where this table differs from the break opportunities that the typesetter finds itself.

    `natural(i)` tells whether the typesetter would let a line end before `text[i]`.
    """
    pieces, done = [], 0
    for index in doubtful(text, cjk=cjk):
        wanted = may_break(text, index, cjk=cjk)
        if wanted is not None and wanted is not natural(index):
            pieces += [text[done:index], MAY_BREAK if wanted else NO_BREAK]
            done = index
    return "".join([*pieces, text[done:]]) if pieces else text


def unmark(text: str) -> str:
    """`text` without the marks, as it is drawn and written to Word."""
    return _MARKS.sub("", text)


def has_marks(text: str) -> bool:
    """Whether `text` holds a mark."""
    return _MARKS.search(text) is not None
