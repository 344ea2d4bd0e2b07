"""Fuzzing of one reader guided by code coverage: ``python -m tests.fuzz.guided READER --inputs 100000``.

Needs atheris (``pip install atheris``; Linux only, not for all versions of Python). It starts from the valid file and
keeps inputs that reached new code in ``--corpus`` for the next run. It ends with an error at the first fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["engine"]):
    from tests.fuzz.readers import READERS, sound
from tests.fuzz.trial import TOO_LONG, attempt

LONGEST = 65_536  # bytes of an input


def main() -> None:
    """Run the fuzzer; libFuzzer ends the process itself."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=__doc__)
    parser.add_argument("reader", choices=list(READERS), metavar="READER")
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = arguments.corpus or Path(folder) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        (corpus / "sound").write_bytes(sound(arguments.reader))
        (Path(folder) / "trial").mkdir()

        def one(data: bytes) -> None:
            outcome = attempt(READERS[arguments.reader], Path(folder) / "trial", data, timed=False)
            if outcome.fault:
                raise AssertionError(outcome.fault)

        options = [f"-runs={arguments.inputs}", f"-max_len={LONGEST}", f"-timeout={TOO_LONG}"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
