"""What computed values of CSS are in the tree: one page for each table, a paragraph for each line of it."""

from __future__ import annotations

from typing import Any

from briefgen.tree import Border, Paragraph, Run, paragraphs
from briefgen.units import ZERO, pt
from tests.style.support import styled


def set_with(*declarations: str) -> list[Paragraph]:
    """Paragraphs of 10 pt, each with declarations of its own."""
    body = "".join(f"<div><p style='{each}'>甲</p></div>" for each in declarations)
    page, messages = styled(body)
    assert messages == ()
    return list(paragraphs(page.tree))


def assert_found(expected: dict[str, Any], found: list[Any]) -> None:
    assert dict(zip(expected, found, strict=True)) == expected


def test_colours_of_every_kind_are_six_digits_over_white() -> None:
    expected = {
        "color: red": "FF0000",
        "color: #08c": "0088CC",
        "color: rgb(1 2 3)": "010203",
        "color: rgb(none 2 3)": "000203",
        "color: hsl(240 100% 50%)": "0000FF",
        "color: hwb(120 0% 0%)": "00FF00",
        "color: color(srgb 1 0.2 0)": "FF3300",
        # The same green in every space (those of the tests that browsers share).
        "color: color(srgb-linear 0 0.21586 0)": "008000",
        "color: lab(46.2775% -47.5621 48.5837)": "008000",
        "color: lch(46.2775% 67.9892 134.3912)": "008000",
        "color: oklab(51.975% -0.1403 0.10768)": "008000",
        "color: oklch(51.975% 0.17686 142.495)": "008000",
        "color: color(xyz 0.07719 0.15438 0.02573)": "008000",
        "color: color(xyz-d65 0.07719 0.15438 0.02573)": "008000",
        "color: color(xyz-d50 0.08312 0.154746 0.020961)": "008000",
        "color: oklab(100% 0 0)": "FFFFFF",
        "color: lab(none 0 0)": "000000",
        "color: lab(1% 0 0)": "040404",
        "color: device-cmyk(0 1 1 0)": "FF0000",
        "color: device-cmyk(1 0 0 20%)": "00CCCC",
        # Outside of what a screen shows: the nearest.
        "color: color(srgb 1.2 -0.2 0)": "FF0000",
        "color: color(display-p3 1 0 0)": "FF0000",
        "color: rgb(255 0 0 / 20%)": "FFCCCC",
        "color: rgb(0 0 255 / 0.6)": "6666FF",
        "color: transparent": "000000",
    }
    assert_found(expected, [p.text_style.colour for p in set_with(*expected)])


def test_a_background_may_be_none() -> None:
    expected = {
        "background: #eef": "EEEEFF",
        "background: rgb(0 0 0 / 20%)": "CCCCCC",
        "color: #123456; background: currentcolor": "123456",
        "background: transparent": None,
        "background: rgb(9 9 9 / 0)": None,
        "background: none": None,
    }
    assert_found(expected, [p.style.background for p in set_with(*expected)])


def test_rules_are_of_four_kinds_and_have_the_colour_of_the_words() -> None:
    red = "FF0000"
    expected = {
        "border-top: 1pt solid red": Border("solid", pt(1), red),
        "border-top: 1pt dotted red": Border("dotted", pt(1), red),
        "border-top: 1pt dashed red": Border("dashed", pt(1), red),
        "border-top: 3pt double red": Border("double", pt(3), red),
        "border-top: 1pt groove red": Border("solid", pt(1), red),
        "border-top: 1pt inset red": Border("solid", pt(1), red),
        "color: red; border-top: 2pt solid": Border("solid", pt(2), red),
        "border-top: 1pt none red": None,
        "border-top: 1pt hidden red": None,
        "border-top: 0 solid red": None,
        "border-top: 1pt solid transparent": None,
    }
    found = set_with(*expected)
    assert_found(expected, [p.style.borders.top for p in found])
    assert {p.style.borders.bottom for p in found} == {None}


def test_line_heights_are_lengths_but_normal() -> None:
    expected = {
        "line-height: normal": None,
        "line-height: 1.5": pt(15),
        "line-height: 2": pt(20),
        "line-height: 170%": pt(17),
        "line-height: 13pt": pt(13),
        "line-height: 1.8em": pt(18),
        "line-height: calc(10pt + 4pt)": pt(14),
        "line-height: calc(100% + 4pt)": pt(14),
    }
    found = [p.style.pitch and round(p.style.pitch.pt, 3) for p in set_with(*expected)]
    assert_found({css: pitch and pitch.pt for css, pitch in expected.items()}, found)


def test_indents_of_whole_and_half_characters_are_known() -> None:
    expected = {
        "text-indent: 2em": 2.0,
        "text-indent: 15pt": 1.5,
        "text-indent: 5pt": 0.5,
        "text-indent: -2em": -2.0,
        "text-indent: 10.05pt": 1.0,
        "text-indent: 10.2pt": None,
        "text-indent: 9.8pt": None,
        "text-indent: 13pt": None,
        "text-indent: 0": None,
        "font-size: 20pt; text-indent: 2em": 2.0,
    }
    assert_found(expected, [p.style.first_line_em for p in set_with(*expected)])


def test_distances_may_be_shares_of_the_column() -> None:
    (p,) = set_with("margin: 10% 5% 10% 20%; text-indent: 10%")
    found = (p.before, p.after, p.style.left, p.style.right, p.style.first_line)
    assert [round(each.pt, 3) for each in found] == [16, 16, 32, 8, 16]


def test_how_lines_are_aligned() -> None:
    expected = {
        "text-align: start": "left",
        "text-align: left": "left",
        "text-align: center": "center",
        "text-align: right": "right",
        "text-align: end": "right",
        "text-align: justify": "justify",
        "text-align: justify-all": "distribute",
        "text-align: center; text-align-last: justify": "center",
    }
    assert_found(expected, [p.style.align for p in set_with(*expected)])


def test_where_pages_may_end() -> None:
    """Page break before, lines kept together, kept with the next, no single lines."""
    expected = {
        "": (False, False, False, True),
        "break-inside: avoid": (False, True, False, True),
        "break-inside: avoid-page": (False, True, False, True),
        "break-after: avoid": (False, False, True, True),
        "break-after: avoid-page": (False, False, True, True),
        "orphans: 1; widows: 1": (False, False, False, False),
        "orphans: 2; widows: 1": (False, False, False, True),
        "orphans: 1; widows: 2": (False, False, False, True),
        "break-before: page": (True, False, False, True),
        "page-break-before: always": (True, False, False, True),
        "break-before: left": (True, False, False, True),
        "break-before: right": (True, False, False, True),
        "break-before: recto": (True, False, False, True),
        "break-before: verso": (True, False, False, True),
    }
    found = [
        (s.page_break_before, s.keep_together, s.keep_with_next, s.widow_control)
        for s in (p.style for p in set_with(*expected))
    ]
    assert_found(expected, found)


def test_how_characters_look() -> None:
    """Bold, italic, underlined, struck, small capitals, dots, distance."""
    expected = {
        "": (False, False, False, False, False, False, ZERO),
        "font-weight: 500": (False, False, False, False, False, False, ZERO),
        "font-weight: 600": (True, False, False, False, False, False, ZERO),
        "font-style: oblique": (False, True, False, False, False, False, ZERO),
        "text-decoration: underline": (False, False, True, False, False, False, ZERO),
        "text-decoration: line-through": (False, False, False, True, False, False, ZERO),
        "text-decoration: underline line-through": (False, False, True, True, False, False, ZERO),
        "font-variant: small-caps": (False, False, False, False, True, False, ZERO),
        "--text-emphasis: dot": (False, False, False, False, False, True, ZERO),
        "--text-emphasis: none": (False, False, False, False, False, False, ZERO),
        "letter-spacing: 1pt": (False, False, False, False, False, False, pt(1)),
        "letter-spacing: -1pt": (False, False, False, False, False, False, pt(-1)),
    }
    runs = [p.inlines[0] for p in set_with(*expected)]
    looks = [run.style for run in runs if isinstance(run, Run)]
    found = [
        (s.bold, s.italic, s.underline, s.strike, s.small_caps, s.dots, s.spacing) for s in looks
    ]
    assert_found(expected, found)
