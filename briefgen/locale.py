"""Turn dates, numbers and lists into the words of a language: Simplified Chinese, Traditional Chinese or English.

Everything that differs between the languages stands in `data/locale.toml`; this module only chooses among its patterns.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

DATE_FORMS = ("full", "short", "month", "numeric", "weekday")
SPAN_FORMS = ("full", "short")
ORDINAL_FORMS = ("plain", "heading", "paren")
_LARGEST_ORDINAL = 9999
_SIGNS = frozenset("%‰°")
"""Units that follow their number without a space."""


@dataclass(frozen=True, slots=True)
class Locale:
    """The words of one language. Get one from `locale`."""

    language: str
    words: Mapping[str, Any]

    def date(self, day: dt.date, form: str = "full") -> str:
        """The day in one of DATE_FORMS: 2019年8月11日, 11 August 2019. Raises ValueError for another form."""
        return str(_one_of("date", form, DATE_FORMS, self.words["date"])).format(**self._day(day))

    def span(self, first: dt.date, last: dt.date, form: str | None = None) -> str:
        """The days from first to last, what both share said once; one day alone when they are equal.

        `form` "full" names the year, "short" leaves it out where both days share it; None is the language's habit.
        Raises ValueError for another form.
        """
        patterns = self.words["span"]
        wanted = str(patterns["default"]) if form is None else form
        full = _one_of("span", wanted, SPAN_FORMS, {"full": True, "short": False})
        if first == last:
            return self.date(first, wanted)
        if first.year != last.year:
            name = "years"
        else:
            name = "days" if first.month == last.month else "months"
            name += "-full" if full else ""
        second = {f"z{key}": value for key, value in self._day(last).items()}
        return str(patterns[name]).format(**self._day(first), **second)

    def month(self, number: int) -> str:
        """The name of a month from 1 to 12: 8月, August. Raises ValueError for another number."""
        if not 1 <= number <= 12:
            raise ValueError(f"no month {number}")
        return str(self.words["months"][number - 1])

    def names(self, names: Sequence[str], limit: int | None = None, *, joined: bool = False) -> str:
        """The names as a list: 甲、乙、丙 (`joined`: 甲、乙和丙), A, B and C.

        `limit` keeps the first few and says that there are more (甲、乙等; A, B and 3 others). Raises ValueError when
        it is less than 1.
        """
        words = self.words["list"]
        if limit is not None and limit < 1:
            raise ValueError("a limit is 1 or more")
        if limit is not None and len(names) > limit:
            rest = len(names) - limit
            pattern = words.get("more-one", words["more"]) if rest == 1 else words["more"]
            return str(pattern).format(names=words["comma"].join(names[:limit]), rest=rest)
        if len(names) < 2:
            return "".join(names)
        last = words["and"] if joined else words["last"]
        return f"{words['comma'].join(names[:-1])}{last}{names[-1]}"

    def number(self, value: Decimal | int) -> str:
        """The number with the decimals it has: 1000, in English 1,000."""
        exact = Decimal(value)  # "f" would give a whole number six decimals
        return f"{exact:,f}" if self.words["digits"] == "grouped" else f"{exact:f}"

    def quantity(self, value: Decimal | int, unit: str = "", *, over: bool = False) -> str:
        """The number with its unit: 200人, `over`: 200余人, more than 200 people."""
        pattern = str(self.words["over" if over else "exact"])
        words = pattern.format(n=self.number(Decimal(value)), unit=unit).strip()
        return words.replace(f" {unit}", unit) if unit in _SIGNS else words

    def ordinal(self, number: int, form: str = "plain") -> str:
        """The number of a heading in one of ORDINAL_FORMS: 一, 一、, （一）; 1, "1. ", (1).

        Raises ValueError for another form, and for numbers below 1 or above 9999.
        """
        words = self.words["ordinal"]
        pattern = str(_one_of("ordinal", form, ORDINAL_FORMS, words))
        if not 1 <= number <= _LARGEST_ORDINAL:
            raise ValueError(f"no ordinal for {number}")
        return pattern.format(n=_chinese(number, words) if "digits" in words else number)

    def issue(self, number: int) -> str:
        """The number of an issue in the year: 第18期, No. 18."""
        return str(self.words["issue"]).format(n=number)

    def issue_total(self, number: int) -> str:
        """The number of an issue since the first: 总第245期, Whole No. 245."""
        return str(self.words["issue-total"]).format(n=number)

    def topic(self, names: Sequence[str], label: str) -> str:
        """One sentence that says of all of them what `label` says: 甲、乙、丙先后举办展览。"""
        pattern = str(self.words["topic" if len(names) > 1 else "topic-alone"])
        label = label.rstrip(str(self.words["sentence-ends"]))
        if not label.startswith(tuple(self.words["verbs"])):
            label = f"{self.words['carry-out']}{label}"  # a noun needs a verb: 先后开展理论宣讲
        return pattern.format(names=self.names(names), label=label)

    def sort_key(self, name: str) -> bytes:
        """What to sort names by: pinyin (as far as GB 2312's first level goes), strokes (Big5), or letters."""
        charset = str(self.words["collate"]) or "utf-8"
        return b"".join(_sortable(character, charset) for character in name.casefold())

    def _day(self, day: dt.date) -> dict[str, Any]:
        names = {
            "M": self.words["months"][day.month - 1],
            "W": self.words["weekdays"][day.weekday()],
        }
        return {"y": day.year, "m": day.month, "d": day.day, **names}


@cache
def locale(language: str) -> Locale:
    """The words of "zh-Hans", "zh-Hant" or "en". Raises KeyError for another language."""
    text = files("briefgen").joinpath("data/locale.toml").read_text("utf-8")
    return Locale(language, tomllib.loads(text)[language])


def _one_of(what: str, form: str, forms: Sequence[str], patterns: Mapping[str, Any]) -> Any:
    if form not in forms:
        raise ValueError(f'no {what} form "{form}"; there are {", ".join(forms)}')
    return patterns[form]


def _chinese(number: int, words: Mapping[str, Any]) -> str:
    """一 to 九千九百九十九; 10 to 19 without the leading 一, one 零 for inner zeros."""
    digits, places = words["digits"], words["places"]
    written, gap = "", False
    figures = [int(figure) for figure in str(number)]
    for index, figure in enumerate(figures):
        place = places[len(figures) - 1 - index]
        if figure == 0:
            gap = bool(written)
            continue
        written += (digits[0] if gap else "") + digits[figure] + place
        gap = False
    return written[1:] if 10 <= number < 20 else written


def _sortable(character: str, charset: str) -> bytes:
    try:
        return character.encode(charset)
    except UnicodeEncodeError:
        return b"\xff" + character.encode("utf-8", "surrogatepass")
