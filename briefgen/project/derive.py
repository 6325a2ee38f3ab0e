"""Turn a template into a folder of the project that builds on it: nearly empty files that say where to change what.

Everything in them is a comment, so that the new template looks as its parent until something is taken out of one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build.files import publish
from briefgen.filenames import is_portable
from briefgen.messages import Place, Result, Stop, message
from briefgen.world import PACKAGE

if TYPE_CHECKING:
    from briefgen.project import Project
    from briefgen.template import Template
    from briefgen.template.outline import Outline
    from briefgen.world import World

_WRONG = 2


def derive_template(
    project: Project, parent: str, name: str, language: str
) -> Result[tuple[Path, ...]]:
    """Make `templates/<name>` that builds on `parent`, its comments in "en" or "zh"; the files.

    The value is None when the parent has mistakes. Raises Stop (exit code 2) for a parent that isn't there, for a name that
    can't be one, and when there is such a template already.
    """
    from briefgen.template import load_template
    from briefgen.template.outline import outline

    world = project.world()
    found = load_template(world, parent)
    if found.value is None:
        unknown = any(said.code == "no-template" for said in found.messages)
        raise Stop(*found.messages, exit_code=_WRONG if unknown else 1)
    _refuse(project, world, parent, name)
    files = dict(_files(world, found.value, outline(world, found.value), name, language))
    folder = project.root / "templates" / name
    made = {folder / file: text.encode() for file, text in files.items()}
    publish(made)
    return Result(tuple(made), found.messages)


def _refuse(project: Project, world: World, parent: str, name: str) -> None:
    from briefgen.fields import is_id
    from briefgen.template import list_templates

    if not is_id(name) or not is_portable(name):
        raise Stop(message("bad-template-name", found=name), exit_code=_WRONG)
    folder = project.root / "templates" / name
    if folder.exists() or folder.is_symlink():
        raise Stop(message("exists-already", Place(str(folder)), file=name), exit_code=_WRONG)
    # One that ships with briefgen would give way to it, in every brief that names it.
    if name in list_templates(world) and name != parent:
        raise Stop(message("template-name-taken", found=name), exit_code=_WRONG)


def _files(
    world: World, parent: Template, content: Outline, name: str, language: str
) -> Iterator[tuple[str, str]]:
    yield "template.yaml", _settings(parent, name, language)
    if content.blocks is None:
        return
    languages = _languages(world)
    yield "style.css", _sheet(parent, content, name, languages, language)
    yield "page.html.j2", _page(parent, content, name, language)
    for spoken in languages:
        text = _labels(world, parent, spoken, language)
        if text:
            yield f"labels.{spoken}.yaml", text


def _words(key: str, language: str, **values: object) -> str:
    from briefgen.template.outline import texts

    found: str = texts()["words"][key][language]
    return found.strip().format_map(values)


# ---- template.yaml --------------------------------------------------------------------------------------------------


def _settings(parent: Template, name: str, language: str) -> str:
    english = _quoted(f"{parent.title('en')} ({name})")
    chinese = _quoted(f"{parent.title('zh')}（{name}）")
    lines = [
        "# yaml-language-server: $schema=../../content/.schemas/template.schema.json",
        *(
            f"# {line}"
            for line in _words("settings", language, name=name, parent=parent.name).split("\n")
        ),
        f"title: {{en: {english}, zh: {chinese}}}",
        f"extends: {parent.name}",
        f"# paper: {parent.parameters['paper'].default}",
        "# parameters:",
    ]
    for each in parent.parameters.values():
        if each.name == "paper":
            continue
        label = each.labels.get(language) or next(iter(each.labels.values()), "")
        lines.append(f"#   {each.name}: {{default: {_quoted(each.default)}}}   # {label}")
    return "\n".join(lines) + "\n"


def _one_of(names: str, language: str) -> str:
    """Of a Word style's names, Chinese and English, that of the language."""
    chinese, comma, english = names.partition(",")
    return (english if comma and language == "en" else chinese).strip(" \"'")


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


# ---- style.css ------------------------------------------------------------------------------------------------------


def _sheet(
    parent: Template, content: Outline, name: str, languages: list[str], language: str
) -> str:
    from briefgen.template.outline import describe, described

    parents = ", ".join(parent.names)
    head = _words("sheet", language, name=name, parents=parents).replace("\n", "\n   ")
    roots = dict(content.root(spoken) for spoken in languages)
    classes = [
        (
            f".{key} {{ }}",
            describe("classes", key, language) or _one_of(content.classes[key], language),
        )
        for key in described("classes", content.classes)
        if describe("classes", key, language) or content.classes[key]
    ]
    names = ", ".join(
        f"--{key.replace('_', '-')}"
        for key, each in parent.parameters.items()
        if each.kind != "image"
    )
    return "\n".join(
        [
            f"/* {head} */",
            "",
            f"/* {_words('properties', language)}",
            f"   {_words('parameters', language, names=names)} */",
            *(line for each in roots.items() for line in _root(*each, language)),
            "",
            f"/* {_words('classes', language)} */",
            *_commented(classes, ""),
            "",
        ]
    )


def _root(selector: str, properties: Mapping[str, str], language: str) -> Iterator[str]:
    from briefgen.template.outline import describe, described

    yield f"{selector} {{"
    rows = [
        (f"{key}: {properties[key]};", describe("properties", key, language))
        for key in described("properties", properties)
    ]
    yield from _commented(rows, "  ")
    yield "}"


def _commented(rows: list[tuple[str, str]], indent: str) -> Iterator[str]:
    """Each piece of CSS as a comment, and what it is for as another."""
    for css, about in rows:
        yield f"{indent}/* {css} */" + (f"  /* {about} */" if about else "")


# ---- page and labels ------------------------------------------------------------------------------------------------


def _page(parent: Template, content: Outline, name: str, language: str) -> str:
    from briefgen.template.outline import describe

    shipped = PACKAGE if name == parent.name else ""
    head = _words("page", language, parent=parent.name).replace("\n", "\n   ")
    pieces = [
        f'{{% extends "{shipped}{parent.name}/page.html.j2" %}}',
        '{% import "parts.html.j2" as parts with context %}',
        f"{{# {head} #}}",
    ]
    for each in content.blocks or ():
        about = describe("blocks", each, language)
        block = f"{{% block {each} %}}\n{{{{ super() }}}}\n{{% endblock %}}"
        pieces.append(f"\n{{# {about or each} #}}\n{{#\n{block}\n#}}")
    return "\n".join(pieces) + "\n"


def _languages(world: World) -> list[str]:
    """The languages of the project's briefs, for whose words a file is worth while."""
    from briefgen.listing import list_briefs
    from briefgen.load import language_of

    found = {language_of(world, ref) for ref in list_briefs(world).value or ()}
    return sorted(found or {"zh-Hans"}, reverse=True)


def _labels(world: World, parent: Template, spoken: str, language: str) -> str:
    from briefgen.template.labels import labels_of

    labels, _ = labels_of(world, parent, spoken)
    lines = [f"# {key}: {_quoted(words)}" for key, words in labels.items()]
    return "\n".join([f"# {_words('labels', language)}", *lines]) + "\n" if lines else ""
