"""The files of the page: words in both languages, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import json
import re

from briefgen.resources import data_file

FILES = {path.name: path.read_text("utf-8") for path in data_file("preview").iterdir()}
WORDS = json.loads(FILES["words.json"])
CODE = "".join(text for name, text in FILES.items() if name.endswith((".js", ".html")))


def test_the_files_are_there() -> None:
    assert {"index.html", "style.css", "main.js", "words.json"} <= set(FILES)


def test_every_word_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, both in WORDS.items():
        assert len(both) == 2, key
        english, chinese = both
        assert bool(english) == bool(chinese), key
        assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(
            re.findall(r"\{(\w+)\}", chinese)
        ), key


def test_every_word_that_is_said_is_there() -> None:
    said = set(re.findall(r"""\bsay\("([\w-]+)\"""", CODE))
    said |= set(re.findall(r'data-(?:words|label|placeholder)="([\w-]+)"', CODE))
    assert len(said) > 50
    assert said - set(WORDS) == set()


def test_no_word_is_left_over() -> None:
    starts = set(re.findall(r"\bsay\(`([\w-]+-)\$", CODE)) | {"key-", "way-", "view-", "word-"}
    starts |= {f"{name}-" for name in re.findall(r'options\("(\w+)"', CODE)}
    plain = {"building", "ready", "failed", "broken", "error", "warning", "info"}
    fields = set(re.findall(r"""(?:row|check|length|number)\("(\w+)\"""", CODE))
    loose = {
        key
        for key in WORDS
        if f'"{key}"' not in CODE and not any(key.startswith(start) for start in starts)
    }
    assert loose - plain - fields == set()


def test_nothing_stands_inline_and_nothing_is_from_elsewhere() -> None:
    html = FILES["index.html"]
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []
    for name, text in FILES.items():
        elsewhere = set(re.findall(r"https?://[^\s\"'`]+", text)) - {"http://www.w3.org/2000/svg"}
        assert elsewhere == set(), name


def test_every_field_has_a_label() -> None:
    html = FILES["index.html"]
    for tag in re.findall(r"<(?:input|select)[^>]*>", html):
        name = re.search(r'id="([\w-]+)"', tag)
        assert name
        inside = re.search(rf"<label[^>]*>(?:(?!</label>).)*{name[1]}", html, re.DOTALL)
        assert inside or "data-label=" in tag, tag
