"""Forms and references that are broken at random: a message or a file, never an exception."""

from __future__ import annotations

import random
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest

from briefgen.world import MemoryWorld
from briefgen.writers.word import write_docx
from briefgen.writers.word.reference import read_reference
from tests.form.support import filled, form, with_parts
from tests.word.test_reference import FILE, OWN, sample

VALUES = ("", "-1", "x", "99999999999", "0.5", "Heading1", "{{ title }}", "1e9")
ROUNDS = 4


def edit(document: Any) -> None:
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for o in organisations %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ o }}", "{{ lead | markdown }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    document.sections[0].header.paragraphs[0].text = "{{ title }}"


FORM = form("{{ title }}", "{{ lead | markdown }}", edit=edit)


def broken(data: bytes, chance: random.Random) -> bytes:
    """The file with one of its parts changed in a few places."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        name = chance.choice(names)
        text = archive.read(name).decode()
    for _ in range(chance.randint(1, 4)):
        text = changed(text, chance)
    return with_parts(data, {name: text.encode()})


def changed(text: str, chance: random.Random) -> str:
    kinds = (r"<w:\w+[^>]*/>", r"<.[^>]*>", "(?s).", "")
    elements = next(filter(None, (list(re.finditer(kind, text)) for kind in kinds)))
    values = list(re.finditer(r'="([^"]*)"', text))
    one, other = chance.choice(elements), chance.choice(elements)
    match chance.randint(0, 3):
        case 0:
            return text[: one.start()] + text[one.end() :]
        case 1:
            return text[: one.start()] + other[0] + text[one.start() :]
        case 2 if values:
            found = chance.choice(values)
            return text[: found.start(1)] + chance.choice(VALUES) + text[found.end(1) :]
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice("<>&{}%x") + text[at + 1 :]


@pytest.mark.parametrize("seed", range(8))
def test_a_broken_reference_is_a_message_or_followed(seed: int) -> None:
    chance, tree = random.Random(seed), sample()
    for _ in range(ROUNDS):
        found = read_reference(MemoryWorld({FILE: broken(OWN, chance)}), FILE)
        if found.value is None:
            assert found.failed
        else:
            assert write_docx(tree, found.value).value


@pytest.mark.parametrize("seed", range(8))
def test_a_broken_form_is_a_message_or_filled_in(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        made = filled(broken(FORM, chance))
        assert made.data is not None or made.codes
