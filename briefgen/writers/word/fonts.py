"""Turn a CSS font list into Word's font slots, and the fonts of a document into its font table.

Word has a slot for Latin letters and one for hanzi where CSS has one list in which every character takes the first font
that has it. A Chinese font has Latin letters too, so the first family of the list draws the Latin ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from briefgen.writers.word.xml import NAMESPACES, element, part, w

# Names under which Chinese, Japanese and Korean fonts go when the name itself is Latin.
_CJK_NAMES = re.compile(
    r"^(n?simsun|simhei|(st)?fang ?song|(st)?kai ?ti|st(song|heiti|xihei|zhongsong|xingkai|liti)|deng ?xian|li ?su|you ?yuan"
    r"|microsoft (yahei|jhenghei)|p?mingliu|dfkai|fandol|lxgw|wenquanyi|ar pl |cwtex|tw-(kai|sung)|zhuque|fz[a-z]|hy[a-z]"
    r"|source han|pingfang|hiragino|songti|heiti|kaiti|yuanti|hannotate|hanzipen|biaukai|apple ?ligothic"
    r"|ms p?(mincho|gothic)|yu (mincho|gothic)|meiryo|ipa|takao|malgun|batang|gulim|dotum|nanum)"
    r"|\bcjk\b|\b(sans|serif) (sc|tc|hk|jp|kr)\b",
    re.IGNORECASE,
)
_CJK_LETTERS = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_GENERIC = {
    "serif": ("Times New Roman", "宋体"),
    "sans-serif": ("Arial", "黑体"),
    "system-ui": ("Arial", "黑体"),
    "ui-sans-serif": ("Arial", "黑体"),
    "ui-serif": ("Times New Roman", "宋体"),
    "monospace": ("Courier New", "宋体"),
    "ui-monospace": ("Courier New", "宋体"),
    "cursive": ("Times New Roman", "楷体"),
    "fantasy": ("Times New Roman", "宋体"),
    "math": ("Cambria Math", "宋体"),
}


@dataclass(frozen=True, slots=True)
class Slots:
    """The fonts of a run: `latin` for ASCII and other alphabets, `east_asian` for hanzi."""

    latin: str
    east_asian: str


@lru_cache(maxsize=512)
def is_cjk(family: str) -> bool:
    """Whether a family is a Chinese, Japanese or Korean font, by its name."""
    return bool(_CJK_LETTERS.search(family) or _CJK_NAMES.search(family))


@lru_cache(maxsize=512)
def slots(families: tuple[str, ...], language: str) -> Slots:
    """The slots for a CSS list. Without a Chinese family, Chinese text gets the one that fits the generic family."""
    named = [family for family in families if family.lower() not in _GENERIC]
    generic = next((f.lower() for f in families if f.lower() in _GENERIC), "serif")
    latin = named[0] if named else _GENERIC[generic][0]
    fallback = _GENERIC[generic][1] if language.startswith("zh") else latin
    return Slots(latin, next((family for family in named if is_cjk(family)), fallback))


def font_table(lists: Iterable[tuple[str, ...]], used: Iterable[str]) -> str:
    """The font table part: each of the `used` fonts, with the name to take where it is missing.

    `lists` are the CSS lists; what stands behind a font in its list is its substitute.
    """
    substitutes: dict[str, str] = {}
    for families in lists:
        named = [family for family in families if family.lower() not in _GENERIC]
        for family, following in pairwise(named):
            if is_cjk(family) is is_cjk(following):
                substitutes.setdefault(family, following)
    fonts = "".join(_font(name, substitutes.get(name, "")) for name in sorted(set(used)))
    return part(element("w:fonts", {"xmlns:w": NAMESPACES["w"]}, fonts))


def _font(name: str, substitute: str) -> str:
    other = w("altName", val=substitute) if substitute else ""
    if is_cjk(name):
        kind = w("charset", val="86") + w("family", val="auto") + w("pitch", val="variable")
    else:
        kind = w("charset", val="00") + w("family", val="auto") + w("pitch", val="variable")
    return element("w:font", {"w:name": name}, other + kind)
