"""Every action of the table has exactly one slot, or the window does not start."""

from __future__ import annotations

import pytest

from iceboxer.boxmanager.window.action_set import collect_slots
from iceboxer.boxmanager.window.actions import SPECS


def nothing() -> None:
    """Do nothing."""


WHOLE = {spec.name: nothing for spec in SPECS}


def without(name: str) -> dict[str, object]:
    return {key: slot for key, slot in WHOLE.items() if key != name}


def test_slots_of_several_features_are_joined() -> None:
    first = {"undo": nothing}
    assert set(collect_slots(first, without("undo"))) == {spec.name for spec in SPECS}


def test_a_missing_slot_is_named() -> None:
    with pytest.raises(ValueError, match="without a slot: undo"):
        collect_slots(without("undo"))


def test_a_duplicate_slot_is_named() -> None:
    with pytest.raises(ValueError, match="with several slots: redo"):
        collect_slots(WHOLE, {"redo": nothing})


def test_an_unknown_slot_is_named() -> None:
    with pytest.raises(ValueError, match="not in the table: paint"):
        collect_slots(WHOLE, {"paint": nothing})
