"""Turn the model into projects that are right and that nobody would write: every field, in any words of any script."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.style.support import png

Drawn = dict[str, Any]

_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_PIECES = (
    "会议强调，学习贯彻的方法。",
    "《纲要》“学习”（一）——……",
    "臺灣省委會報送",
    "かなカナ한국어",
    "Committee report 2019, No. 5;",
    "Ελλάς Россия",
    "مرحبا بالعالم",
    "שלום עולם",
    "हिन्दी ไทย",
    "e\u0301a\u0308\u0323 Z\u0351\u036b\u0343",
    "👩‍👩‍👧‍👦🇨🇳👍🏽☺️",
    "𠮷𡃁 𝔸",
    "Donaudampfschifffahrtsgesellschaft" * 4,
    "https://example.org/a/very-long/address?with=many&parts=1#end",
    "x" * 150,
    "字" * 90,
    "1,234.5%  №3 ㎡ ① Ⅷ",
    "\u3000\u00a0\u2009\u200b\u00ad\u200d\u200e",
    "<b>&amp;</b> \"'\\ {x} [y] | ~ ^ $",
)
_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters=[chr(c) for c in range(0x2028, 0x206A) if _REFUSED.match(chr(c))]
    + ["\ufffe", "\uffff"],
)
_SOME = st.sampled_from(_PIECES) | st.text(_CHARACTERS, max_size=8)
WORDS = (_SOME | st.tuples(_SOME, _SOME, _SOME).map("".join)).map(
    lambda text: _REFUSED.sub("", text) if text.strip() else "空"
)
"""One line of any words."""
JINJA = WORDS.map(lambda text: re.sub(r"\{(?=[{%#])", "{ ", text))
"""The same where two braces would be Jinja."""
_MARKS = ("**{}**", "*{}*", "~~{}~~", "`{}`", "- {}", "1. {}", "> {}", "# {}", "## {}", "　　{}", "[{}](https://example.org)",
          "|甲|乙|\n|---|---|\n|{}|2|", "{}\n{}", "{}  \n{}", "```\n{}\n```")  # fmt: skip
_BLOCK = st.builds(
    lambda mark, text: mark.replace("{}", text), st.sampled_from(("{}", "{}", *_MARKS)), WORDS
)
MARKDOWN = st.lists(_BLOCK, min_size=1, max_size=3).map("\n\n".join)
"""Paragraphs, lists, tables and headings of any words."""
JINJA_MARKDOWN = MARKDOWN.map(lambda text: re.sub(r"\{(?=[{%#])", "{ ", text))
_IDS = (
    "o1",
    "0",
    "a-",
    "x" * 64,
    "no",
    "null",
    "1e3",
    "2019-08-06",
    "true",
    "0x1f",
    "a_b",
    "class",
)
"""Which YAML or somebody else could take for something else."""
_DAYS = st.sampled_from((date(1949, 10, 1), date(2026, 11, 22), date(2024, 2, 29), date(2100, 12, 31)))  # fmt: skip
_AMOUNTS = st.sampled_from(("0", "7", "1,200+", "33.5", "200余", "99999999"))
_COUNTS = st.sampled_from(("0", "018", "99999"))
_YES_NO = st.sampled_from(("yes", "no", "true", "false"))


def _day(day: date) -> str:
    return day.isoformat()


_SPANS = st.builds(
    lambda first, days: {"from": _day(first), "to": _day(first + timedelta(days))},
    _DAYS,
    st.sampled_from((0, 9)),
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project that is right: its files, and what its registries (by name), its only brief and the summaries say."""

    files: Mapping[str, str | bytes]
    lists: Mapping[str, list[Drawn]]
    brief: Drawn
    summaries: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that a project has."""

    organisations: tuple[str, ...]
    themes: tuple[str, ...]
    figures: tuple[str, ...]
    topics: tuple[str, ...]


def _some(of: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of), max_size=2, unique=True) if of else st.just([])


ORGANISATION: Drawn = {"short": WORDS, "level": WORDS, "region": WORDS}
THEME: Drawn = {"text": MARKDOWN}
FIGURE: Drawn = {
    "unit": st.sampled_from(("", "人", "份", "km²")),
    "total": st.sampled_from(("sum", "max", "latest")),
}
TASK: Drawn = {"owner": WORDS, "due": _DAYS.map(_day), "status": st.sampled_from(("open", "done", "cancelled"))}  # fmt: skip
MASTHEAD: Drawn = {
    "number": _COUNTS, "total": _COUNTS, "issuer": WORDS, "secrecy": WORDS, "urgency": WORDS,
    "copy_number": _YES_NO, "motto": WORDS,
}  # fmt: skip
_RECIPIENTS = st.tuples(WORDS, st.fixed_dictionaries({"name": WORDS, "copies": st.just("2")})).map(
    list
)
DISTRIBUTION: Drawn = {"report": _RECIPIENTS, "send": _RECIPIENTS, "issue": _RECIPIENTS, "copies": st.just("99")}  # fmt: skip
CREDITS: Drawn = dict.fromkeys(("editor", "checker", "approver", "contact"), WORDS)
IMAGE: Drawn = {"alt": WORDS}
PICTURES: st.SearchStrategy[list[Drawn]] = st.just([]) | st.tuples(
    *(
        st.fixed_dictionaries({"file": st.just(f"{name}.png"), "caption": WORDS}, optional=IMAGE)
        for name in "ab"
    )
).map(list)
TASKS = st.lists(st.fixed_dictionaries({"task": WORDS}, optional=TASK), max_size=2)


def _activity(known: Known, reports: str) -> st.SearchStrategy[Drawn]:
    others = tuple(each for each in known.organisations if each != reports)
    return st.fixed_dictionaries(
        {"title": WORDS, "text": MARKDOWN},
        optional={
            "date": _DAYS.map(_day) | _SPANS,
            "place": WORDS,
            "themes": _some(known.themes),
            "with": _some(others),
            "short": MARKDOWN,
            "weight": st.sampled_from("19"),
            "figures": _amounts(known),
            "images": PICTURES,
            "tasks": TASKS,
            **({"topic": st.sampled_from(known.topics)} if known.topics else {}),
        },
    )


def _amounts(known: Known) -> st.SearchStrategy[Drawn]:
    return st.dictionaries(st.sampled_from(known.figures), _AMOUNTS, max_size=2) if known.figures else st.just({})  # fmt: skip


def _summary(known: Known, reports: str) -> st.SearchStrategy[Drawn]:
    return st.fixed_dictionaries(
        {"organisation": st.just(reports), "headline": WORDS},
        optional={
            "received": _DAYS.map(_day),
            "text": MARKDOWN,
            "activities": st.lists(_activity(known, reports), max_size=3),
            "figures": _amounts(known),
            "tasks": TASKS,
        },
    )


def _sections(known: Known) -> st.SearchStrategy[list[Drawn]]:
    """No sections of one's own, or the first organisation in one and all others in another."""
    words: Drawn = {"heading": JINJA, "text": JINJA_MARKDOWN}
    first, rest = known.organisations[:1], "rest"
    made = [
        st.fixed_dictionaries({"organisations": st.just(of)}, optional=words)
        for of in (list(first), rest)
    ]
    themes = [
        st.fixed_dictionaries({"theme": st.just(each)}, optional=words) for each in known.themes[:1]
    ]
    return st.just([]) | st.tuples(*made, *themes).map(list)


def _figures(known: Known) -> st.SearchStrategy[list[Any]]:
    """Ids of figures, or one that is declared."""
    if not known.figures:
        return st.just([])
    declared = st.fixed_dictionaries(
        {"figure": st.just(known.figures[-1]), "value": _AMOUNTS, "source": WORDS}
    )
    return _some(known.figures) | declared.map(lambda one: [one])


_TOPIC = {"label": "同题", "text": "{{ organisations | names }}一起。"}


def _brief(known: Known) -> st.SearchStrategy[Drawn]:
    optional: Drawn = {
        "subtitle": JINJA,
        "lead": JINJA_MARKDOWN,
        "note": JINJA_MARKDOWN,
        "closing": JINJA_MARKDOWN,
        "period": _SPANS,
        "deadline": _DAYS.map(_day),
        "expects": st.just("all")
        | _some(known.organisations)
        | st.just({"level": "省", "region": "南", "parent": known.organisations[0]}),
        "arrange": st.fixed_dictionaries(
            {},
            optional={
                "by": st.just("organisation")
                | st.just("theme" if known.themes else "organisation"),
                "order": st.sampled_from(("protocol", "date", "name")),
                "themes": _some(known.themes),
            },
        ),
        "distribution": st.fixed_dictionaries(DISTRIBUTION),
        "credits": st.fixed_dictionaries(CREDITS),
        "parameters": st.just({"contents": "yes", "coverage": "yes", "breakdown": "yes"}),
        "sections": _sections(known),
        "figures": _figures(known),
        "charts": st.lists(
            st.fixed_dictionaries(
                {
                    "figures": st.just(list(known.figures[:1])),
                    "caption": JINJA,
                },
                optional={
                    "kind": st.sampled_from(("bar", "pie", "line")),
                    "by": st.sampled_from(("figure", "organisation")),
                    "source": WORDS,
                    "id": st.just("chart"),
                },
            ),
            min_size=1,
            max_size=1,
        )
        if known.figures
        else st.just([]),
    }
    return st.fixed_dictionaries(
        {
            "template": st.sampled_from(("base", "bulletin", "newsletter", "roundup", "feature", "handout-notes")),
            "language": st.sampled_from(("zh-Hans", "zh-Hant", "en")),
            "masthead": st.fixed_dictionaries({"name": WORDS}, optional=MASTHEAD),
            "date": _DAYS.map(_day),
            "title": JINJA,
            "topics": st.just(dict.fromkeys(known.topics, _TOPIC)),
        },
        optional=optional,
    )  # fmt: skip


def _few(most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.permutations(_IDS).map(lambda ids: tuple(ids[:most]))


@st.composite
def projects(draw: st.DrawFn, leftwards: bool) -> Project:
    """Projects of one brief that has no error; with or without scripts that are written leftwards."""
    known = Known(*(draw(_few(most)) for most in (4, 2, 2, 1)))
    lists: dict[str, list[Drawn]] = {"organisations": [], "themes": [], "figures": []}
    for each in known.organisations:
        above = (
            {} if each == known.organisations[0] else {"parent": st.just(known.organisations[0])}
        )
        more = draw(st.fixed_dictionaries({"name": WORDS}, optional={**ORGANISATION, **above}))
        lists["organisations"].append({"id": each, **more})
    for each in known.themes:
        more = draw(st.fixed_dictionaries({"label": WORDS}, optional=THEME))
        lists["themes"].append({"id": each, **more})
    for each in known.figures:
        more = draw(st.fixed_dictionaries({"label": WORDS}, optional=FIGURE))
        lists["figures"].append({"id": each, **more})
    brief = draw(_brief(known))
    say = _same if leftwards else _rightwards
    brief, lists = say(brief), say(lists)
    reporting = draw(st.permutations(known.organisations))[: draw(st.integers(1, 3))]
    summaries = tuple(say(draw(_summary(known, each))) for each in reporting)
    images = [i for s in summaries for a in s.get("activities", ()) for i in a.get("images", ())]
    for number, image in enumerate(images if draw(st.booleans()) else ()):
        image["id"] = f"p{number}"
    block = draw(st.booleans())
    files: dict[str, str | bytes] = {
        f"content/{name}.yaml": _yaml({name: items}, block)
        for name, items in lists.items()
        if items
    }
    files["content/w1/brief.yaml"] = _yaml(brief, block)
    files |= {f"content/w1/{each['organisation']}.yaml": _yaml(each, block) for each in summaries}
    files |= {f"content/w1/{name}.png": png(40, 20) for name in "ab"}
    return Project(files, {name: items for name, items in lists.items() if items}, brief, summaries)


def _same(data: Any) -> Any:
    return data


def _rightwards(data: Any) -> Any:
    """The same data with a hanzi for every letter that is written leftwards, and for what turns the direction."""
    if isinstance(data, str):
        return "".join(
            "左" if unicodedata.bidirectional(c) in ("R", "AL", "AN") else c for c in data
        )
    if isinstance(data, dict):
        return {key: _rightwards(value) for key, value in data.items()}
    return [_rightwards(value) for value in data] if isinstance(data, list) else data


class _Plain(yaml.SafeDumper):
    """Writes lists and mappings that are one object in several places out in each."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _yaml(data: Drawn, block: bool) -> str:
    """The data as YAML: as people write it, or as JSON, which is YAML as well."""
    if block:
        return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    return json.dumps(data, ensure_ascii=False)
