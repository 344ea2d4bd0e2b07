"""File names that collide on no file system."""

from __future__ import annotations

import pytest

from iceboxer.engine.data.free_names import FreeNames


@pytest.mark.parametrize("other", ["a.box", "A.box", "a.BOX"])
def test_a_name_that_differs_only_in_capitals_is_taken(other: str) -> None:
    assert FreeNames(["a.box"]).take([other, "a_2.box"]) == "a_2.box"


def test_a_name_that_differs_only_in_how_accents_are_written_is_taken() -> None:
    composed, decomposed = "gr\u00f6\u00dfe", "gro\u0308\u00dfe"
    assert FreeNames([composed]).take([decomposed, "b"]) == "b"


def test_a_name_is_given_once() -> None:
    names = FreeNames()
    assert [names.take(["a", "b", "c"]) for _ in range(3)] == ["a", "b", "c"]
