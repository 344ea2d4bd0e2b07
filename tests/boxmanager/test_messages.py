"""Sentences for users: what counts, and what only the command line can use."""

from __future__ import annotations

from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.features.tasks import without_flags


def test_sentences_about_flags_are_left_out_of_the_window() -> None:
    text = "The particles are 126 Å across. Set --diameter for another size! Values - as always - are estimates."
    assert without_flags(text) == "The particles are 126 Å across. Values - as always - are estimates."


def test_one_thing_is_singular_and_none_are_plural() -> None:
    texts = [counted(n, "1 box on {1}", "{0:,} boxes on {1}", "a") for n in (0, 1, 2000)]
    assert texts == ["0 boxes on a", "1 box on a", "2,000 boxes on a"]
