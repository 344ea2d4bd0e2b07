"""Break the program on purpose, one mutation at a time, and check that the named test fails.

The tracked files of the working tree are copied to a temporary folder; the tree itself is never changed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.catalogue import ROOT, Mutation, fault_of, read_mutations, rooms, table, write_table

TIME_LIMIT = 300  # seconds for the test of one mutation
STAMPS = itertools.count(1)
PASSED, FAILED = 0, 1  # pytest's exit codes; all others mean that the tests did not run properly
ENDLESS = -1  # time ran out, as when a reader waits for a pipe; unbroken, all tests end within their time


def main() -> int:
    """Run the mutations; return 0 if every one made its test fail, else 1."""
    arguments = _parse_arguments()
    mutations = read_mutations(arguments.rooms)
    if arguments.write:
        write_table()
        return 0
    if arguments.list:
        sys.stdout.write(table(mutations))
        return 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        return _run(mutations, Path(folder), arguments.jobs)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"one or more of {', '.join(rooms())} (default: all)")
    parser.add_argument("--list", action="store_true", help="print the mutations as a table and run nothing")
    parser.add_argument("--write", action="store_true", help="update the table in tests/README.md and run nothing")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="tests run at the same time (default: 1)")
    arguments = parser.parse_args()
    if unknown := set(arguments.rooms) - set(rooms()):
        parser.error(f"there is no tests/mutations/{min(unknown)}.toml")
    if arguments.jobs < 1:
        parser.error("--jobs must be at least 1")
    return arguments


def _run(mutations: Sequence[Mutation], folder: Path, jobs: int) -> int:
    """Run all mutations in copies of the tree inside `folder`; return the exit code."""
    runners = [Runner(_copy_tree(folder / str(number))) for number in range(jobs)]
    try:
        code, output = runners[0].run(sorted({mutation.test for mutation in mutations}), len(mutations))
        if code != PASSED:
            sys.stdout.write(f"{output}\nThe tests must pass before anything is broken (pytest exit code {code}).\n")
            return 1
        return _run_each(mutations, runners)
    finally:
        for runner in runners:
            runner.close()


def _run_each(mutations: Sequence[Mutation], runners: Sequence[Runner]) -> int:
    """Run the mutations, each with a runner that is idle; return the exit code."""
    idle: queue.SimpleQueue[Runner] = queue.SimpleQueue()
    for runner in runners:
        idle.put(runner)

    def run_one(mutation: Mutation) -> str:
        runner = idle.get()
        try:
            begun = time.monotonic()
            survival = _survival(mutation, runner)
            outcome = f"SURVIVED ({survival})" if survival else "noticed"
            line = f"{outcome:8} {time.monotonic() - begun:4.0f} s  {mutation.room}: {mutation.what}\n"
            sys.stdout.write(line)
            sys.stdout.flush()
            return line if survival else ""
        finally:
            idle.put(runner)

    with ThreadPoolExecutor(len(runners)) as pool:
        survivors = list(filter(None, pool.map(run_one, mutations)))
    sys.stdout.write(f"\n{len(mutations)} mutations, {len(survivors) or 'no'} survivor{'s' * (len(survivors) > 1)}\n")
    sys.stdout.writelines(survivors)
    return 1 if survivors else 0


def _copy_tree(target: Path) -> Path:
    """Copy the tracked files of the working tree to `target` and return it; symbolic links stay links."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_symlink() or source.is_file():  # else deleted, but not yet in git
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
    # some tests ask git which files are tracked
    subprocess.run(["git", "init", "--quiet"], cwd=target, check=True)
    subprocess.run(["git", "add", "--all", "--force"], cwd=target, check=True)
    return target


def _survival(mutation: Mutation, runner: Runner) -> str:
    """Break the runner's copy, run the test, and repair it; return why the mutation survived, empty if not."""
    if fault := fault_of(mutation, runner.copy):
        return fault
    path = runner.copy / mutation.file
    sound, times = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(sound.replace(mutation.old, mutation.new), encoding="utf-8")
    # a cached module is known by the source's size and time in seconds, which must differ from those of other mutations
    os.utime(path, (times.st_atime, times.st_mtime + 2 * next(STAMPS)))
    try:
        code, _ = runner.run([mutation.test])
    finally:
        path.write_text(sound, encoding="utf-8")
        os.utime(path, (times.st_atime, times.st_mtime))
    return "" if code in (FAILED, ENDLESS) else f"pytest exit code {code} of {mutation.test}"


class Runner:
    """Runs tests inside one copy of the tree, by forks of one process (see `forks`)."""

    def __init__(self, copy: Path) -> None:
        self.copy, self._output = copy, copy.with_suffix(".txt")
        environment = os.environ | {"PYTHONPATH": str(copy / "packaging"), "QT_QPA_PLATFORM": "offscreen"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each run would compile the program again
        command = [sys.executable, str(Path(__file__).with_name("forks.py")), str(self._output)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=copy, env=environment, stdin=pipe, stdout=pipe, text=True)

    def run(self, tests: Sequence[str], limits: int = 1) -> tuple[int, str]:
        """Run pytest within `limits` time limits; return its exit code, -1 if time ran out, and its output."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        arguments = [TIME_LIMIT * max(1, limits), "-q", "-x", "-p", "no:cacheprovider", *tests]
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return code, self._output.read_text(errors="replace")

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


if __name__ == "__main__":
    sys.exit(main())
