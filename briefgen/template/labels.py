"""Turn the labels files of a template and its ancestors into the words that its page brings along."""

from __future__ import annotations

from briefgen.messages import Message, message
from briefgen.template.chain import Template
from briefgen.world import Unreadable, World
from briefgen.yamltext import read_yaml


def labels_of(
    world: World, template: Template, language: str
) -> tuple[dict[str, str], list[Message]]:
    """The words in one language by name, a template's own before its ancestors', and what is wrong with the files."""
    labels: dict[str, str] = {}
    messages: list[Message] = []
    for folder in reversed(template.folders):
        file = f"{folder}/labels.{language}.yaml"
        if not world.is_file(file):
            continue
        try:
            marked = read_yaml(world.read(file), file)
        except Unreadable as error:
            messages.append(error.at())
            continue
        if [each.code for each in marked.messages] == ["empty-file"]:
            continue  # everything in it is a comment
        messages += marked.messages
        for key, words in marked.value.data.items() if marked.value else ():
            if isinstance(words, str):
                labels[key] = words
            elif marked.value:
                place = marked.value.marks.key_at((key,))
                messages.append(message("label-not-text", place, key=key))
    return labels, messages
