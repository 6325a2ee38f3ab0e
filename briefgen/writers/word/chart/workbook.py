"""Turn the numbers of a chart into the workbook that Word opens to edit them: categories in column A, a column for each row."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile

from briefgen.tree import ChartData
from briefgen.writers.word.package import entry
from briefgen.writers.word.xml import element, part, words

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DEFAULTS = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}  # fmt: skip
_PARTS = {
    "worksheet": "worksheets/sheet1.xml",
    "styles": "styles.xml",
    "sharedStrings": "sharedStrings.xml",
}
_STYLES = (
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
)


def workbook(data: ChartData) -> bytes:
    """The .xlsx, the same bytes for the same numbers."""
    texts = dict.fromkeys((*(row.name for row in data.rows if row.name), *data.categories))
    numbers = {text: index for index, text in enumerate(texts)}
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, root in (
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _related({"officeDocument": "xl/workbook.xml"})),
            ("xl/workbook.xml", _book()),
            ("xl/_rels/workbook.xml.rels", _related(_PARTS)),
            ("xl/worksheets/sheet1.xml", _sheet(data, numbers)),
            ("xl/styles.xml", element("styleSheet", {"xmlns": _MAIN}, _STYLES)),
            ("xl/sharedStrings.xml", _strings(texts)),
        ):
            entry(archive, name, part(root).encode())
    return stream.getvalue()


def column(index: int) -> str:
    """The letters of a column, counted from 0: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet(data: ChartData, texts: dict[str, int]) -> str:
    def text(letters: str, line: int, shown: str) -> str:
        where = {"r": f"{letters}{line}", "t": "s"}
        return element("c", where, element("v", {}, str(texts[shown]))) if shown else ""

    head = "".join(text(column(n + 1), 1, row.name) for n, row in enumerate(data.rows))
    lines = element("row", {"r": "1"}, head) if head else ""
    for index, category in enumerate(data.categories):
        line = index + 2
        cells = text("A", line, category)
        for number, row in enumerate(data.rows):
            if (value := row.numbers[index]) is not None:
                where = {"r": f"{column(number + 1)}{line}"}
                cells += element("c", where, element("v", {}, str(value.value)))
        lines += element("row", {"r": str(line)}, cells)
    return element("worksheet", {"xmlns": _MAIN}, element("sheetData", {}, lines))


def _strings(texts: Iterable[str]) -> str:
    listed = [element("si", {}, element("t", {}, words(text))) for text in texts]
    count = {"count": str(len(listed)), "uniqueCount": str(len(listed))}
    return element("sst", {"xmlns": _MAIN, **count}, "".join(listed))


def _book() -> str:
    sheet = element("sheet", {"name": "Sheet1", "sheetId": "1", "r:id": "rId1"})
    names = {"xmlns": _MAIN, "xmlns:r": _OFFICE}
    return element("workbook", names, element("sheets", {}, sheet))


def _related(targets: dict[str, str]) -> str:
    made = "".join(
        element("Relationship", {"Id": f"rId{n}", "Type": f"{_OFFICE}/{kind}", "Target": target})
        for n, (kind, target) in enumerate(targets.items(), 1)
    )
    return element("Relationships", {"xmlns": _RELATIONS}, made)


def _content_types() -> str:
    made = "".join(
        element("Default", {"Extension": ending, "ContentType": kind})
        for ending, kind in _DEFAULTS.items()
    )
    kinds = {"workbook.xml": "sheet.main"} | {path: kind for kind, path in _PARTS.items()}
    made += "".join(
        element("Override", {"PartName": f"/xl/{path}", "ContentType": f"{_KIND}.{kind}+xml"})
        for path, kind in kinds.items()
    )
    return element("Types", {"xmlns": _TYPES}, made)
