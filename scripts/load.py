"""Turn sizes that nobody has yet into what a build of them takes: minutes and memory, as the table of docs/quality.md.

Run it with `make load`, or name cases and a share of their size: `python scripts/load.py --share 0.1 briefs pictures`.
Memory is the resident memory of the command itself and of the largest of its workers, looked at four times a second; what
plain WeasyPrint takes for the same page stands beside it.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

Files = dict[str, str | bytes]

HANZI = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
BRIEF = """\
template: bulletin
masthead: {{name: 工作简报, number: {number}, issuer: 办公室}}
date: 2026-11-22
title: 第{number}次汇总
{more}"""
LIMIT = 3600
"""Seconds after which a case counts as one that does not finish."""


class Words:
    """Makes Chinese text, the same every time."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)  # noqa: S311  no secret

    def hanzi(self, count: int) -> str:
        """So many characters."""
        return "".join(self.chance.choices(HANZI, k=count))

    def paragraph(self, characters: int) -> str:
        """A paragraph of about as many characters, in sentences."""
        made: list[str] = []
        while sum(map(len, made)) < characters:
            made.append(f"{self.hanzi(self.chance.randint(5, 14))}，{self.hanzi(8)}。")
        return "".join(made)


def registry(count: int) -> str:
    """The registry of so many organisations."""
    lines = [f"  - {{id: o{n}, name: 第{n}街道办事处, short: 街道{n}}}\n" for n in range(count)]
    return "organisations:\n" + "".join(lines)


def summary(number: int, words: Words, characters: int = 120) -> str:
    """The summary of one organisation, with one activity."""
    return (
        f"organisation: o{number}\nheadline: {words.hanzi(10)}\nactivities:\n"
        f"  - title: {words.hanzi(8)}\n    date: 2026-11-{number % 20 + 1:02}\n    text: {words.paragraph(characters)}\n"
    )


def briefs(count: int) -> Files:
    """So many briefs, each of two organisations."""
    words = Words()
    files: Files = {"content/organisations.yaml": registry(2)}
    for n in range(count):
        folder = f"content/b{n:05}"
        files[f"{folder}/brief.yaml"] = BRIEF.format(number=n, more="expects: all\n")
        files |= {f"{folder}/o{k}.yaml": summary(k, words) for k in range(2)}
    return files


def _one(count: int, more: str = "", **summaries: str | bytes) -> Files:
    """One brief and its registry; `summaries` by the names of their files, `_` for the dot."""
    named = {f"content/b/{name.replace('_', '.')}": text for name, text in summaries.items()}
    brief = BRIEF.format(number=1, more=more)
    return {"content/organisations.yaml": registry(count), "content/b/brief.yaml": brief} | named


def organisations(count: int) -> Files:
    """One brief to which so many organisations report."""
    words = Words()
    files = _one(count, "expects: all\n")
    return files | {f"content/b/o{n}.yaml": summary(n, words) for n in range(count)}


def text(size: int) -> Files:
    """One summary with so many bytes of text."""
    words, paragraphs = Words(), list[str]()
    while sum(len(each.encode()) for each in paragraphs) < size:
        paragraphs.append(words.paragraph(200))
    body = "\n\n".join(f"      {each}" for each in paragraphs)
    head = "organisation: o0\nheadline: 长文\nactivities:\n  - title: 全文\n    text: |\n"
    return _one(1, o0_yaml=f"{head}{body}\n")


def rows(count: int) -> Files:
    """One table of so many rows and four columns, in a summary's text."""
    words = Words()
    lines = ["|单位|内容|时间|人数|", "|---|---|---|---|"]
    lines += [
        f"|{words.hanzi(6)}|{words.hanzi(words.chance.randint(5, 40))}|11月{n % 30 + 1}日|{n}|"
        for n in range(count)
    ]
    body = "\n".join(f"      {each}" for each in lines)
    head = "organisation: o0\nheadline: 长表\nactivities:\n  - title: 全表\n    text: |\n"
    return _one(1, o0_yaml=f"{head}{body}\n")


def pictures(count: int) -> Files:
    """So many photographs of two million points each, in ten activities."""
    words, files = Words(), _one(10)
    listed: dict[int, list[str]] = {}
    for n in range(count):
        listed.setdefault(n % 10, []).append(
            f"      - {{file: p{n}.jpg, caption: {words.hanzi(8)}}}\n"
        )
        files[f"content/b/p{n}.jpg"] = photograph(n)
    for number, images in listed.items():
        files[f"content/b/o{number}.yaml"] = (
            summary(number, words) + "    images:\n" + "".join(images)
        )
    return files


def photograph(seed: int) -> bytes:
    """A JPEG of 1600 by 1200 points, of about 300 KB."""
    points = random.Random(seed).randbytes(100 * 75 * 3)  # noqa: S311  no secret
    noise = Image.frombytes("RGB", (100, 75), points)
    stream = io.BytesIO()
    noise.resize((1600, 1200), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=88)
    return stream.getvalue()


CASES: Mapping[str, tuple[str, int, Callable[[int], Files]]] = {
    "briefs": ("briefs in one run", 2_000, briefs),
    "organisations": ("organisations in one brief", 3_000, organisations),
    "text": ("bytes of text in one summary", 1_000_000, text),
    "rows": ("rows in one table", 400, rows),
    "pictures": ("pictures in one brief", 200, pictures),
}


@dataclass
class Taken:
    """What a command took: seconds by the clock and of the processors, and MB of memory at most.

    `course` is the command's own memory at a quarter, half, three quarters and the end of the time.
    """

    code: int
    seconds: float
    cpu: float
    own: float = 0
    worker: float = 0
    course: list[float] = field(default_factory=list)
    said: str = ""


def resident(process: int) -> float:
    """MB of memory of a process; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0


def below(process: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(number) for number in task.read_text().split()]
        except OSError:
            continue
        found += [each for child in children for each in (child, *below(child))]
    return found


def worked(process: int) -> float:
    """Seconds of the processor that a process has had; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def take(command: list[str], folder: Path) -> Taken:
    """Run a command and look at its memory all the while."""
    started = time.monotonic()
    own: list[float] = []
    worker = 0.0
    busy: dict[int, float] = {}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        while process.poll() is None:
            workers = below(process.pid)
            own += filter(None, [resident(process.pid)])  # none any more while it ends
            worker = max([worker, *map(resident, workers)])
            for each in (process.pid, *workers):
                busy[each] = max(worked(each), busy.get(each, 0))
            time.sleep(0.25)
            if time.monotonic() - started > LIMIT:
                process.kill()
        seconds = time.monotonic() - started
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    course = [own[len(own) * part // 4 - 1] for part in (1, 2, 3, 4)] if len(own) > 4 else own
    return Taken(
        process.returncode, seconds, sum(busy.values()), max(own, default=0), worker, course, words
    )


def written(files: Files, folder: Path) -> None:
    """Write a project into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def measured(name: str, share: float) -> str:
    """One line of the table."""
    what, whole, make = CASES[name]
    size = max(1, round(whole * share))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        written(make(size), folder)
        tool = [sys.executable, "-m", "briefgen", "--lang", "en", "build"]
        taken = take([*tool, "-f", "pdf,docx"], folder)
        output = folder / "output"
        files = [each for each in output.glob("*") if each.suffix in (".pdf", ".docx")]
        expected = 2 * (size if name == "briefs" else 1)
        done = taken.code == 0 and len(files) == expected
        bare = "–" if name == "briefs" else _bare(tool, folder, taken)
        memory = f"{taken.own:,.0f} MB"
        if taken.worker:
            memory += f", a worker {taken.worker:,.0f} MB"
        course = " ".join(f"{each:,.0f}" for each in taken.course)
        weight = sum(each.stat().st_size for each in files) / 1e6
    if not done:
        print(taken.said[-2000:], file=sys.stderr)
    state = "" if done else f" (**not finished**, exit {taken.code}, {len(files)} files)"
    return (
        f"| {size:,} {what}{state} | {taken.seconds:,.0f} s, {taken.cpu:,.0f} s CPU | {memory} | {course} | "
        f"{bare} | {weight:,.1f} MB |"
    )


def _bare(tool: list[str], folder: Path, taken: Taken) -> str:
    """What plain WeasyPrint takes for the same page, the one that `-f html` writes."""
    made = take([*tool, "-f", "html", "-o", "page"], folder)
    (page,) = (folder / "page").glob("*.html")
    if made.code:
        return "–"
    plain = take([sys.executable, "-m", "weasyprint", "-q", str(page), "bare.pdf"], folder)
    times = f"× {taken.cpu / plain.cpu:.1f}" if plain.code == 0 else f"exit {plain.code}"
    return f"{plain.cpu:,.0f} s CPU ({times}), {plain.own:,.0f} MB"


def main() -> int:
    """Measure what was asked for; exit code 1 when something did not finish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", choices=[[], *CASES], metavar="CASE")
    parser.add_argument("--share", type=float, default=1.0, help="part of the size, such as 0.1")
    given = parser.parse_args()
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    print(f"{day}, {machine}, `make load`\n")
    print(
        "| what | time | memory at most | own memory in quarters | plain WeasyPrint, the page alone | files |"
    )
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    failed = 0
    for name in given.cases or CASES:
        line = measured(name, given.share)
        failed += "not finished" in line
        print(line, flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
