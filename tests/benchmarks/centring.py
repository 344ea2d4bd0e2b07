"""Experiment: how accurately boxes are centred on particles."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.bench import Bench
from tests.benchmarks.few import NO_DATA, NOISE, Averaged, on_real
from tests.benchmarks.material import REAL_PIXEL_SIZE, plain_or_hard
from tests.benchmarks.rows import LeftOut, Row
from tests.benchmarks.runs import trained

SIMULATED_GOAL, REAL_GOAL = 0.93, 0.90


def centring(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the mean intersection over union and the distance of true positives from their particles."""
    for hard in (False, True):
        material = plain_or_hard(bench, NOISE, hard)
        kind = f"simulated, {'hard' if hard else 'plain'}, k = {NOISE:g}"
        yield from _rows(kind, Averaged([trained(bench, material)]), material.pixel_size, SIMULATED_GOAL)
    if bench.data is None:
        yield LeftOut("centring", NO_DATA)
        return
    most = max(bench.scale.real)
    yield from _rows(
        f"real, {most} micrograph{'s' if most > 1 else ''}",
        on_real(bench, most, bench.scale.real[most]),
        REAL_PIXEL_SIZE,
        REAL_GOAL,
    )


def _rows(kind: str, result: Averaged, pixel_size: float, goal: float) -> Iterator[Row]:
    yield Row("centring", f"mean IoU, {kind}", result["iou"], "", goal, note=result.apart("iou"))
    if any(one["centre_error"] is not None for one in result.results):
        error = result["centre_error"]
        yield Row("centring", f"centre error, {kind}", error, "px", None)
        yield Row("centring", f"centre error, {kind}, on the scale of the particle", error * pixel_size, "Å", None)
