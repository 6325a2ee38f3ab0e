"""Turn the fonts of the running text into a theme part.

Nothing in our files refers to the theme; checkers ask for one, and Word offers its colours and fonts in its menus.
"""

from __future__ import annotations

from briefgen.tree import TextStyle
from briefgen.writers.word.fonts import slots
from briefgen.writers.word.xml import NAMESPACES, element, part

_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "404040", "lt2": "F2F2F2", "accent1": "C8102E", "accent2": "1F4E79",
    "accent3": "7F7F7F", "accent4": "BF9000", "accent5": "2E75B6", "accent6": "548235", "hlink": "0B5394", "folHlink": "663399",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="6350">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def theme_part(body: TextStyle) -> str:
    """The theme: plain colours, the text's fonts, no effects."""
    fonts = slots(body.families, body.language)
    faces = (
        element("a:latin", {"typeface": fonts.latin})
        + element("a:ea", {"typeface": fonts.east_asian})
        + element("a:cs", {"typeface": ""})
    )
    colours = "".join(
        element(f"a:{name}", {}, element("a:srgbClr", {"val": value}))
        for name, value in _COLOURS.items()
    )
    inside = (
        element("a:clrScheme", {"name": "briefgen"}, colours)
        + element("a:fontScheme", {"name": "briefgen"}, f"<a:majorFont>{faces}</a:majorFont><a:minorFont>{faces}</a:minorFont>")
        + element(
            "a:fmtScheme",
            {"name": "briefgen"},
            f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{_LINE * 3}</a:lnStyleLst>"
            f"<a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst>",
        )
    )  # fmt: skip
    root = {"xmlns:a": NAMESPACES["a"], "name": "briefgen"}
    return part(element("a:theme", root, element("a:themeElements", {}, inside)))
