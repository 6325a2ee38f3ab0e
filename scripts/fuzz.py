"""Turn minutes into a search for what briefgen does not hold up against: `make fuzz MINUTES=30`.

First atheris, which follows the branches of the code, at the doors of tests/fuzz/entries.py; then hypothesis, which builds
whole projects from the model, from broken bytes and from a grammar of templates. Each has an equal share of the time. What
makes one of them fail stands in output/fuzz/, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / "output/fuzz"
DOORS = ("yaml", "markdown", "css", "docx", "picture")
CAMPAIGNS = ("test_model.py", "test_bytes.py", "test_templates.py")
EXAMPLES = 40
"""How many examples a test of hypothesis tries before the next seed is drawn."""
SLOW = 60
"""Seconds that one input may take."""
MEMORY = 2_000
"""MB that the process may need."""


def at_the_door(name: str, seconds: int) -> bool:
    """Let atheris look at one door; whether it found nothing. New inputs that reach new branches are kept in output/fuzz."""
    new, faults = FOUND / name, FOUND / f"{name}-"
    new.mkdir(parents=True, exist_ok=True)
    limits = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        f"-timeout={SLOW}",
        f"-rss_limit_mb={MEMORY}",
    ]
    command = [
        sys.executable,
        __file__,
        "--door",
        name,
        *limits,
        f"-artifact_prefix={faults}",
        "-print_final_stats=1",
    ]
    done = subprocess.run([*command, str(new), str(ROOT / "tests/fuzz/corpus" / name)], cwd=ROOT)
    return done.returncode == 0


def door(name: str, arguments: list[str]) -> None:
    """Run atheris in this process; it ends the process."""
    import atheris

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["briefgen", "markdown_it", "tinycss2", "zipfile"]):
        from tests.fuzz.entries import ENTRIES

        entry = ENTRIES[name]
        # What a door imports when it is first used is instrumented as well.
        for file in sorted((ROOT / "tests/fuzz/corpus" / name).iterdir())[:1]:
            entry(file.read_bytes())
    atheris.Setup([sys.argv[0], *arguments], entry)
    atheris.Fuzz()


def campaign(file: str, seconds: int) -> bool:
    """Let hypothesis try always new examples; whether all tests pass."""
    end, chance, good = time.monotonic() + seconds, random.SystemRandom(), True
    environment = {**os.environ, "BRIEFGEN_FUZZ": str(EXAMPLES)}
    while time.monotonic() < end and good:
        seed = chance.randrange(10**9)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:xdist",
            f"--hypothesis-seed={seed}",
            f"tests/fuzz/{file}",
        ]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        good = done.returncode == 0
        if not good:
            FOUND.mkdir(parents=True, exist_ok=True)
            (FOUND / f"{file}.{seed}.txt").write_text(done.stdout, "utf-8")
        print(f"{file} seed {seed}: {done.stdout.strip().splitlines()[-1]}", flush=True)
    return good


def main() -> int:
    """Share the time among doors and campaigns; 1 when something was found."""
    if sys.argv[1:2] == ["--door"]:
        door(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("what", nargs="*", metavar="WHAT", help=", ".join((*DOORS, *CAMPAIGNS)))
    given = parser.parse_args()
    wanted = given.what or (*DOORS, *CAMPAIGNS)
    share = max(1, round(given.minutes * 60 / len(wanted)))
    good = [at_the_door(each, share) if each in DOORS else campaign(each, share) for each in wanted]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
