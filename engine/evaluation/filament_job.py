"""Comparing picked with true filaments by length: ``iceboxer evaluate --filaments``."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filament_matching import FoundFilaments, read_by_name
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.same_names import match_names
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.job import EvaluateConfig
from iceboxer.engine.evaluation.lengths import LengthMatches, curve_of, figures_at, match_lengths
from iceboxer.engine.evaluation.plot import draw_length_curves
from iceboxer.engine.evaluation.reading import picked_files
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Report, Started, check
from iceboxer.engine.text import join_names


def evaluate_filaments(config: EvaluateConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Compute the figures by length, and write the files set in `config`.

    Returns
    -------
    dict
        The figures of `engine.evaluation.lengths.figures_at`; ``micrographs`` and ``failed``, the number of files that
        could not be read; ``curve``, the figures at each threshold.

    Raises
    ------
    EngineError
        No file could be read, or picks and true filaments have no micrograph in common.
    """
    begun = time.monotonic()
    report(Started("evaluate"))
    truth = _read(config.truth, config, report)
    check(cancelled)
    picks = _read(picked_files(config.picks), config, report)
    result = score_filaments(truth.filaments, picks.filaments, config, report)
    result["failed"] = len(truth.problems) + len(picks.problems)
    report(Finished("evaluate", time.monotonic() - begun, {k: v for k, v in result.items() if k != "curve"}))
    return result


def _read(paths: Sequence[Path], config: EvaluateConfig, report: Report) -> FoundFilaments:
    found = read_by_name(paths, config.width, config.start_end)
    for problem in found.problems:
        report(MicrographFailed(problem.path, problem.reason))
    for sentence in found.notes:
        report(Note(sentence))
    return found


def score_filaments(
    truth: Mapping[str, Sequence[Filament]],
    picks: Mapping[str, Sequence[Filament]],
    config: EvaluateConfig,
    report: Report,
) -> dict[str, Any]:
    """Return the figures of filaments by micrograph name, and write the files set in `config`.

    Raises
    ------
    EngineError
        There are no true filaments, or picks and true ones have no micrograph in common.
    """
    matches = match_by_name(truth, picks, report)
    curve = curve_of(matches)
    best = max(curve, key=lambda row: float(row["f1"]), default={"threshold": 0.0})
    threshold = float(best["threshold"]) if config.threshold is None else config.threshold
    result = figures_at(matches, threshold) | {"micrographs": len(matches)}
    for path in (config.json, config.plot):
        if path:
            make_folder(path.parent)
    if config.json:
        write_text(config.json, json.dumps(result | {"curve": curve}, indent=2) + "\n")
    if config.plot:
        draw_length_curves(curve, result, config.plot)
    return result | {"curve": curve}


def match_by_name(
    truth: Mapping[str, Sequence[Filament]], picks: Mapping[str, Sequence[Filament]], report: Report
) -> list[LengthMatches]:
    """Match each micrograph of `truth`; all filaments of a micrograph without picks count as missed.

    Raises
    ------
    EngineError
        There are no true filaments, or picks and true ones have no micrograph in common.
    """
    if not truth:
        raise EngineError("No file with true filaments could be read.")
    renamed = {known: picks[name] for name, known in match_names(truth, picks).items()}
    if picks and not renamed:
        raise EngineError(
            f"Picks and true filaments have no micrograph in common: the true filaments are named like '{min(truth)}', "
            f"the picks like '{min(picks)}'."
        )
    if missing := sorted(set(truth) - set(renamed)):
        report(Note(f"{len(missing)} micrographs have no picks; all is missed there: {join_names(missing)}."))

    def shown(filaments: Sequence[Filament]) -> list[Filament]:
        return [f for f in filaments if f.kind != Kind.REJECTED]

    return [match_lengths(shown(renamed.get(name, ())), shown(true)) for name, true in truth.items()]
