"""The names of exported files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.export import plan_export, write_items
from iceboxer.boxmanager.document.view import View
from iceboxer.boxmanager.document.written import read_back
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import read_boxes
from tests.engine.conftest import write_micrograph


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (("one/a.mrc", "two/a.mrc", "three/a.tif"), ["one/a.box", "two/a.box", "three/a.box"]),
        (("a.mrc", "A.mrc"), ["a.box", "A-2.box"]),  # the same file on macOS and Windows
    ],
)
def test_no_export_overwrites_another(tmp_path: Path, names: tuple[str, ...], files: list[str]) -> None:
    store, paths = BoxStore(), [Path(name) for name in names]
    for number, path in enumerate(paths):
        store.replace(path, make_boxes([100 + number], [100], 10))
    items = plan_export(store, View(), paths, "eman", tmp_path)
    assert [item.target.relative_to(tmp_path).as_posix() for item in items] == files
    for number, item in enumerate(items):
        write_items([item], "eman", item.target)
        assert read_boxes(item.target)[0].boxes["x"].tolist() == [100 + number]


def test_the_closing_check_reads_the_boxes_of_one_of_two_of_a_name(tmp_path: Path) -> None:
    store, paths = BoxStore(), [tmp_path / folder / "a.mrc" for folder in ("one", "two")]
    for number, path in enumerate(paths):
        write_micrograph(path, np.arange(64 * 80, dtype=np.float32).reshape(64, 80))
        store.replace(path, make_boxes([20 + number], [30], 10))
    items = plan_export(store, View(), paths, "csv", tmp_path)
    assert len({item.target for item in items}) == 1
    write_items(items, "csv", items[0].target)
    for number, item in enumerate(items):
        found = read_back(item, item.micrograph.name, 10)
        assert found.same
        assert found.boxes["x"].tolist() == [20 + number]
