"""A module that is imported later is the real one as soon as something in it is used, and stands in nobody's way."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


SETUP = """
import sys
from briefgen.later import imported_later
with imported_later("calendar", "colorsys", named=["hls_to_rgb"]):
    import calendar, colorsys
    from colorsys import hls_to_rgb
print("calendar" in sys.modules, "colorsys" in sys.modules)
"""


def test_it_is_imported_when_it_is_used() -> None:
    code = SETUP + "print(calendar.isleap(2024), 'calendar' in sys.modules)"
    assert run(code).split() == ["False", "False", "True", "True"]


def test_a_called_function_imports_when_it_is_called() -> None:
    code = SETUP + "print(hls_to_rgb(0, 0, 0)[0], 'colorsys' in sys.modules)"
    assert run(code).split() == ["False", "False", "0", "True"]


def test_others_import_the_real_one() -> None:
    code = SETUP + "import calendar as real\nprint(type(real).__name__, real.isleap(2023))"
    assert run(code).split() == ["False", "False", "module", "False"]


def test_it_is_imported_inside_as_well() -> None:
    code = """
from briefgen.later import imported_later
with imported_later("calendar"):
    import calendar
    print(calendar.isleap(2024))
import calendar
print(calendar.isleap(2024))
"""
    assert run(code).split() == ["True", "True"]


def test_importers_get_the_real_one_once_something_is_called() -> None:
    code = """
from briefgen.later import imported_later
with imported_later("json", named=["loads", "JSONDecodeError"]):
    from json import JSONDecodeError, loads
print(isinstance(JSONDecodeError, type))
try:
    loads("[")
except JSONDecodeError as error:
    print(type(error) is JSONDecodeError)
"""
    assert run(code).split() == ["False", "True"]


def test_a_class_that_is_not_imported_yet_is_asked_what_belongs_to_it() -> None:
    code = """
from briefgen.later import imported_later
with imported_later("fractions", named=["Fraction"]):
    from fractions import Fraction as Later
print(isinstance(1, Later))
from fractions import Fraction
print(isinstance(Fraction(1), Later))
"""
    assert run(code).split() == ["False", "True"]


def test_typed_dictionaries_keep_their_annotations_as_texts() -> None:
    code = """
from __future__ import annotations
import typing
from briefgen.later import annotated_as_written
with annotated_as_written():
    class Quick(typing.TypedDict):
        number: int
class Usual(typing.TypedDict):
    number: int
print(*map(repr, (Quick.__annotations__["number"], Usual.__annotations__["number"])))
print(typing.get_type_hints(Quick) == typing.get_type_hints(Usual) == {"number": int})
"""
    assert run(code).split() == ["'int'", "ForwardRef('int',", "module='__main__')", "True"]


STAYS = """
import sys
from briefgen.later import imported_later
with imported_later("email.charset", "email.quoprimime", stays=True):
    from email import charset, quoprimime
    quoprimime.CRLF = "set"
def seen():
    return type(sys.modules["email.charset"]).__name__, type(sys.modules["email.quoprimime"]).__name__
print(*seen())
"""


def test_what_was_set_is_set_for_those_who_come_later() -> None:
    code = STAYS + (
        "import email.charset\nprint(*seen(), email.charset.SHORTEST, *seen())\n"
        "from email.quoprimime import CRLF\nprint(CRLF, quoprimime.CRLF)\n"
        "quoprimime.CRLF = 'again'\nfrom email.quoprimime import CRLF\nprint(CRLF)"
    )
    assert run(code).split() == [
        *["_Later"] * 4, "3", *["module"] * 2, *["set"] * 2, "again",
    ]  # fmt: skip
