"""Turn names, attributes and words into the text of XML elements, so that no character breaks the file.

Parts are built as text: that is several times faster than elements, and every element here is written by our own code
in an order that the schema fixes. What comes from outside passes `words` or `element`, which escape it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile(r"[\t\r\n]+")
_SPACED = re.compile(r"^[ \t\n]|[ \t\n]$|  ")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOTHING: Mapping[str, str] = {}

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
"""The namespace of everything in the main text, with the prefix `w`."""

NAMESPACES = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}
"""The prefixes that a story (main text, header, footer, notes) may use."""


def illegal(text: str) -> list[str]:
    """The characters of `text` that XML can't hold, each once, in order."""
    return [] if text.isprintable() else list(dict.fromkeys(_ILLEGAL.findall(text)))


def words(text: str) -> str:
    """`text` as the content of an element; what XML can't hold is left out."""
    kept = text if text.isprintable() else _ILLEGAL.sub("", text)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """`text` as the value of an attribute, without the quotes; line ends become spaces."""
    if text.isalnum():
        return text
    one_line = text if text.isprintable() else _LINE_ENDS.sub(" ", text)
    return words(one_line).replace('"', "&quot;")


def element(tag: str, attributes: Mapping[str, str] = _NOTHING, content: str = "") -> str:
    """One element; attribute names carry their prefix, `content` is XML already."""
    inside = "".join(f' {name}="{quoted(value)}"' for name, value in attributes.items())
    return f"<{tag}{inside}>{content}</{tag}>" if content else f"<{tag}{inside}/>"


def w(tag: str, content: str = "", **attributes: object) -> str:
    """One element of the `w` namespace, its attributes too."""
    inside = "".join([f' w:{name}="{quoted(str(value))}"' for name, value in attributes.items()])
    return f"<w:{tag}{inside}>{content}</w:{tag}>" if content else f"<w:{tag}{inside}/>"


def text_element(text: str, tag: str = "t") -> str:
    """`<w:t>` with the words of a run, their spaces kept."""
    keep = ' xml:space="preserve"' if _SPACED.search(text) else ""
    return f"<w:{tag}{keep}>{words(text)}</w:{tag}>"


def story(tag: str, content: str) -> str:
    """A whole part whose root is `w:tag` and which may use every prefix of NAMESPACES."""
    declared = {f"xmlns:{prefix}": uri for prefix, uri in NAMESPACES.items()}
    # What is newer than the standard, older programs may pass by.
    declared["mc:Ignorable"] = "w15"
    return part(element(f"w:{tag}", declared, content))


def part(root: str) -> str:
    """A whole part: the XML declaration and its root element."""
    return _HEAD + root
