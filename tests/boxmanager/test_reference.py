"""The pages that are made from the program are up to date: python packaging/site/reference.py."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.scripts import load_script


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return load_script("site/reference.py")


def test_the_pages_are_up_to_date(reference: ModuleType, qapp: object) -> None:
    assert list(reference.stale()) == []


def test_every_setting_and_key_is_described(reference: ModuleType, qapp: object) -> None:
    pages = reference.pages()
    assert "| `--diameter N` | particle diameter in Å" in pages["commands.md"]
    assert "iceboxer doctor" in pages["commands.md"]
    assert "| Save project | `Ctrl+S` |" in pages["actions.md"]
    assert not [line for line in pages["commands.md"].splitlines() if line.endswith("|  |")]
