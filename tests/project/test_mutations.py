"""The catalogue of mutations: it fits the program and the page that lists it. Nothing is broken or run here."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from tests.mutations.catalogue import ROOT, Mutation, fault_of, read_mutations, table, table_in_page

MUTATIONS = read_mutations()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.room}: {m.what}")
def test_every_mutation_fits_the_program_and_names_a_test(mutation: Mutation) -> None:
    assert fault_of(mutation) == ""


def test_no_two_mutations_are_the_same() -> None:
    assert len({(m.file, m.old, m.new) for m in MUTATIONS}) == len(MUTATIONS)
    assert len({m.what for m in MUTATIONS}) == len(MUTATIONS)


def test_the_page_lists_all_mutations() -> None:
    assert table_in_page() == table(MUTATIONS), "run `python -m tests.mutations --write`"


def test_the_list_is_printed_without_running_anything() -> None:
    command = [sys.executable, "-m", "tests.mutations", "--list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == table(MUTATIONS)


def test_faults_of_a_mutation_are_found() -> None:
    sound = MUTATIONS[0]
    for changes, fault in (
        ({"old": "no such line anywhere"}, "occurs 0 times"),
        ({"old": "import"}, "times in"),
        ({"new": sound.old}, "are the same"),
        ({"file": "engine/none.py"}, "does not exist"),
        ({"test": "tests/engine/test_none.py::test_x"}, "does not exist"),
        ({"test": sound.test.split("::")[0] + "::test_none"}, "does not exist"),
        ({"test": sound.test.split("::")[0]}, "does not exist"),
    ):
        assert fault in fault_of(replace(sound, **changes))
