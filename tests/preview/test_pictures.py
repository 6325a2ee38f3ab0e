"""Pages as pictures, and words where they stand."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from briefgen.preview.pictures import Pictures
from briefgen.writers.pdf import write_pdf
from tests.style.support import styled


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    page, _ = styled(
        "<p>全国青年工作会议在北京召开，各地组织随即部署主题教育。</p><p>The Book Bus came through</p>"
        "<p style='break-before:page'>主题教育</p>"
    )
    data = write_pdf(page).value
    assert data
    return Pictures(data)


def test_a_picture_is_as_wide_as_asked_and_no_wider_than_allowed(pictures: Pictures) -> None:
    assert [tuple(round(side) for side in size) for size in pictures.sizes] == [(200, 300)] * 2
    assert Image.open(io.BytesIO(pictures.png(0, 400))).size == (400, 600)
    assert Image.open(io.BytesIO(pictures.png(0, 9999))).size[0] == 4000


def test_words_are_found_across_lines_and_whatever_their_case(pictures: Pictures) -> None:
    (hit,) = pictures.find("book  bus")
    assert hit.page == 0
    (left, top, width, height) = hit.parts[0]
    assert 20 <= left < left + width <= 180
    assert 20 <= top < top + height <= 80
    assert [found.page for found in pictures.find("主题教育")] == [0, 1]
    sentence = pictures.find("会议在北京召开，各地组织随即部署")
    assert len(sentence) == 1
    assert len(sentence[0].parts) >= 2, "one rectangle a line"


def test_nothing_is_found_for_nothing(pictures: Pictures) -> None:
    assert pictures.find("") == pictures.find("  ") == pictures.find("杭州") == ()
