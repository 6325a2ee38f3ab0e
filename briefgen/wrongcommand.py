"""Turn a wrong command line into what the parser would say about it, without the parser.

The parser takes four times as long to import as Python takes to start. `data/commands.txt` lists the commands with what each
takes (`make docs`); a test holds every answer against the parser's own. What only the parser knows is left to it.
"""

from __future__ import annotations

import os

from briefgen.readyhelp import WIDE, columns, language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WRONG = 2
"""The exit code."""
FLAG, ONE, MANY = "0", "1", "*"
"""How many words an option or argument takes; MANY options may be written again, MANY arguments take all that is left."""
FORMATS, JOBS, SETTINGS = "formats", "jobs", "settings"
"""Kinds of values that are briefgen's own; the command line checks them by `fault_in` as well."""
MOST_PROCESSES = 64
_SCHEMES = ("dask://", "tls://")
_LONGEST = 40  # letters of a value that is looked at closely


class _Wrong(Exception):
    """What is wrong, and whether the command's usage goes before it."""

    def __init__(self, text: str, *, usage: bool = True) -> None:
        super().__init__(text)
        self.text, self.usage = text, usage


class _Unsure(Exception):
    """Only the parser knows."""


class _Parameter:
    """An option, or an argument (which has no names); `detail` belongs to the kind of its values."""

    def __init__(self, hint: str, names: str, count: str, kind: str, detail: str) -> None:
        self.hint, self.names, self.count, self.kind = hint, names.split(), count, kind
        self.detail = detail.split()


class _Command:
    """A command: how it is used, what it takes, and whether it has commands of its own."""

    def __init__(self, path: str, usage: str) -> None:
        self.path, self.usage = path, usage
        self.short: dict[str, _Parameter] = {}
        self.long: dict[str, _Parameter] = {}
        self.arguments: list[_Parameter] = []
        self.commands: list[str] = []

    def add(self, parameter: _Parameter) -> None:
        """Add an option or an argument."""
        if not parameter.names:
            self.arguments.append(parameter)
        for name in parameter.names:
            (self.long if name.startswith("--") else self.short)[name] = parameter


_Given = dict[_Parameter, list[str]]


def complaint(arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """What to print on standard error; None where nothing is wrong, or where the parser has to look at it."""
    if (
        not all(word.isprintable() for word in arguments)
        or "_BRIEFGEN_COMPLETE" in environment
        or columns(environment) < WIDE
    ):
        return None
    commands, texts = _tables()
    try:
        command, said = _complaint(commands, texts, list(arguments), language_of(environment))
    except _Unsure:
        return None
    if said is None:
        return None
    usage = f"{command.usage}\nTry '{command.path} --help' for help.\n\n" if said.usage else ""
    return f"{usage}Error: {said.text}\n"


def _complaint(
    commands: Mapping[str, _Command], texts: Mapping[str, str], words: list[str], language: str
) -> tuple[_Command, _Wrong | None]:
    """The command that is meant, and what is wrong with it."""
    path = "briefgen"
    while True:
        command = commands[path]
        try:
            if command.commands and not words:
                raise _Unsure  # it shows its help
            given, rest = _taken(command, words)
            language = _looked_at(command, given, rest, texts, language)
            if not command.commands:
                return command, None
            name = _chosen(command, rest)
        except _Wrong as wrong:
            return command, wrong
        path, words = f"{path} {name}", rest[1:]


def _chosen(command: _Command, rest: Sequence[str]) -> str:
    if not rest:
        raise _Wrong("Missing command.")
    if rest[0] not in command.commands:
        if not rest[0][:1].isalnum():
            raise _Unsure
        raise _Wrong(f"No such command {rest[0]!r}.{_meant(rest[0], command.commands)}")
    return rest[0]


def _meant(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = ", ".join(repr(each) for each in sorted(get_close_matches(name, known)))
    if "," in near:
        return f" (Did you mean one of: {near}?)"
    return near and f" Did you mean {near}?"


# ---- words into options and arguments --------------------------------------------------------------------------------


def _taken(command: _Command, words: Sequence[str]) -> tuple[_Given, list[str]]:
    """What was given for each option, in the order of first mention, and the other words."""
    left, given, others = list(words), dict[_Parameter, list[str]](), list[str]()
    while left:
        word = left.pop(0)
        if word == "--":
            break
        if word.startswith("--"):
            _take_long(command, word, left, given)
        elif word.startswith("-") and word != "-":
            _take_short(command, word, left, given)
        elif command.commands:
            left.insert(0, word)
            break
        else:
            others.append(word)
    return given, others + left


def _take_long(command: _Command, word: str, left: list[str], given: _Given) -> None:
    name, sign, value = word.partition("=")
    option = command.long.get(name)
    if option is None:
        raise _Wrong(f"No such option {name!r}.{_meant(name, list(command.long))}")
    if option.count == FLAG and sign:
        raise _Wrong(f"Option {name!r} does not take a value.", usage=False)
    if sign:
        left.insert(0, value)
    _take(option, name, left, given)


def _take_short(command: _Command, word: str, left: list[str], given: _Given) -> None:
    for end, letter in enumerate(word[1:], 2):
        name = f"-{letter}"
        option = command.short.get(name)
        if option is None:
            raise _Wrong(f"No such option {name!r}.")
        takes_rest = option.count != FLAG and end < len(word)
        if takes_rest:
            left.insert(0, word[end:])
        _take(option, name, left, given)
        if takes_rest:
            break


def _take(option: _Parameter, name: str, left: list[str], given: _Given) -> None:
    values = given.setdefault(option, [])
    if option.count == FLAG:
        return
    if not left:
        raise _Wrong(f"Option {name!r} requires an argument.", usage=False)
    values.append(left.pop(0))


# ---- values ----------------------------------------------------------------------------------------------------------


def _looked_at(
    command: _Command, given: _Given, rest: Sequence[str], texts: Mapping[str, str], language: str
) -> str:
    """Raise what is wrong with the values, in the order in which the parser looks at them; the language of the user."""
    if any(option.kind == "answer" for option in given):
        raise _Unsure
    for option in sorted(given, key=lambda option: option.kind != "language"):
        _check(option, given[option], texts, language)
        if option.kind == "language":
            language = given[option][-1]
    if command.commands:
        return language
    left = list(rest)
    for argument in command.arguments:
        values = left if argument.count == MANY else left[:1]
        left = left[len(values) :]
        if values:
            _check(argument, values, texts, language)
        elif "required" in argument.detail:
            choices = ",\n\t".join(argument.detail[1:])
            more = f" Choose from:\n\t{choices}" if choices else ""
            raise _Wrong(f"Missing argument {argument.hint}.{more}")
    if left:
        raise _Wrong(f"Got unexpected extra argument{'s' * (len(left) > 1)} ({' '.join(left)})")
    return language


def _check(
    parameter: _Parameter, values: Sequence[str], texts: Mapping[str, str], language: str
) -> None:
    kind, said = parameter.kind, ""
    if kind in ("choice", "language"):
        choices = [each for each in parameter.detail if each != "required"]
        if values[-1] not in choices:
            said = f"{values[-1]!r} is not one of {', '.join(map(repr, choices))}."
    elif kind == "range":
        said = _out_of_range(values[-1], *parameter.detail)
    elif kind in (FORMATS, JOBS, SETTINGS):
        for key, named in faults_in(kind, values, parameter.detail):
            said = texts[f"{key} {language}"].format_map(named)
            break
    elif kind == "folder":
        _check_folder(values[-1])
    elif kind not in ("text", "flag"):
        raise _Unsure
    if said:
        raise _Wrong(f"Invalid value for {parameter.hint}: {said}")


def _out_of_range(value: str, least: str, most: str = "") -> str:
    try:
        number = int(value)
    except ValueError:
        return f"{value!r} is not a valid integer range."
    if int(least) <= number <= int(most or number):
        return ""
    return f"{number} is not in the range {f'{least}<=x<={most}' if most else f'x>={least}'}."


def _check_folder(value: str) -> None:
    if os.path.lexists(value) and not (os.path.isdir(value) and os.access(value, os.R_OK)):  # noqa: PTH112  pathlib is slow to import
        raise _Unsure


def faults_in(
    kind: str, values: Sequence[str], known: Sequence[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """What is wrong with values of a kind of our own: keys of `words` in help.toml, and what they name."""
    for value in values:
        if kind == SETTINGS and not ("=" in value and value.partition("=")[0].strip()):
            yield "bad-setting", {"text": repr(value)}
        elif kind == JOBS and not _is_jobs(value):
            yield "bad-jobs", {"text": repr(value), "most": MOST_PROCESSES}
        elif kind == FORMATS:
            for name in filter(None, map(str.strip, value.split(","))):
                if name not in known:
                    yield _no_format(name, known)


def _is_jobs(value: str) -> bool:
    if value.isdecimal():
        return len(value) < _LONGEST and 1 <= int(value) <= MOST_PROCESSES
    host, _, port = value.partition("://")[2].rpartition(":")
    fits = value.startswith(_SCHEMES) and port.isdecimal() and len(port) <= len("65535")
    return fits and bool(host) and not any(sign in ":/" or sign.isspace() for sign in host)


def _no_format(name: str, known: Sequence[str]) -> tuple[str, dict[str, object]]:
    from difflib import get_close_matches

    found = get_close_matches(name, known, n=1) if len(name) <= _LONGEST else []
    near = found[0] if found else ""
    named: dict[str, object] = {"name": repr(name), "formats": ", ".join(known), "near": near}
    return ("bad-format-near" if near else "bad-format"), named


# ---- the tables ------------------------------------------------------------------------------------------------------


def _tables() -> tuple[Mapping[str, _Command], Mapping[str, str]]:
    """The commands by their paths ("briefgen build"), and the texts by key and language ("bad-jobs en")."""
    file = os.path.join(os.path.dirname(__file__), "data", "commands.txt")  # noqa: PTH118, PTH120  as above
    commands: dict[str, _Command] = {}
    texts: dict[str, str] = {}
    command = _Command("", "")
    with open(file, encoding="utf-8") as stream:  # noqa: PTH123  as above
        for line in stream:
            what, *cells = line.rstrip("\n").split("\t")
            if what == "text":
                texts[cells[0]] = cells[1]
            elif what == "command":
                command = commands[cells[0]] = _Command(*cells)
                above, _, name = cells[0].rpartition(" ")
                if above:
                    commands[above].commands.append(name)
            else:
                command.add(_Parameter(*cells))
    return commands, texts
