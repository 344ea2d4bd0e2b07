"""File names that collide on no file system."""

from __future__ import annotations

import pytest

from iceboxer.engine.data.free_names import FreeNames


@pytest.mark.parametrize("other", ["a.box", "A.box", "a.BOX"])
def test_a_name_that_differs_only_in_capitals_is_taken(other: str) -> None:
    stem, suffix = other.split(".")
    assert FreeNames(["a.box"]).take(stem, f".{suffix}") == f"{stem}-2.{suffix}"


def test_a_name_that_differs_only_in_the_form_of_accents_is_taken() -> None:
    composed, decomposed = "gr\u00f6\u00dfe", "gro\u0308\u00dfe"
    assert FreeNames([composed]).take(decomposed) == f"{decomposed}-2"


def test_a_name_is_assigned_once() -> None:
    names = FreeNames(["a_3"])
    assert [names.take("a", pattern="{}_{}") for _ in range(3)] == ["a", "a_2", "a_4"]
