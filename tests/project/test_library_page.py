"""The examples of docs/library.md run, in the order of the page, as one notebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.simulation.micrograph import Recipe, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from tests.engine.conftest import write_micrograph

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the files that the page names."""
    recipe = Recipe(width=448, height=416, particles=16, pixel_size=4.0, noise=1.0)
    image, truth, _ = simulate_micrograph(recipe, made_up(), seed=0)
    for name in ("a.mrc", "micrographs/b.mrc", "micrographs/c.mrc"):
        write_micrograph(tmp_path / name, image, recipe.pixel_size)
    write_boxes(tmp_path / "truth.box", BoxList(None, truth), "eman")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_run(notebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) == 8
    assert len(examples[0].split("\n\n")[1].splitlines()) == 2  # after the import
    names: dict[str, Any] = {}
    for number, example in enumerate(examples):
        exec(compile(example, f"{PAGE}, example {number + 1}", "exec"), names)
    assert 0 < len(names["clear"]) < len(names["every"])
    assert names["figures"]["auc"] > 0.9
    assert "b.mrc" in capsys.readouterr().out
    written = {path.name for path in notebook.iterdir()}
    assert {"a.star", "a.cbox", "all.star", "picks", "model.safetensors"} <= written


def test_the_page_describes_every_function() -> None:
    import iceboxer

    text = PAGE.read_text(encoding="utf-8")
    for name in (*iceboxer.__all__,):
        assert name == "__version__" or name in text
