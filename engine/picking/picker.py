"""Picking of many micrographs: the job behind ``iceboxer pick`` and the window's *Pick*."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from iceboxer.engine.data.claim import Claim, claim
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK
from iceboxer.engine.data.mask_matching import outside_of
from iceboxer.engine.data.micrograph_search import Found, search_micrographs
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import (
    Finished,
    IsCancelled,
    Note,
    Report,
    Started,
)
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.output import sharing_key
from iceboxer.engine.picking.pipeline import LocalPipeline, Pipeline
from iceboxer.engine.picking.run import PickRun
from iceboxer.engine.text import join_names


def pick(config: PickConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick all micrographs; files that cannot be read are reported and skipped.

    Results of an earlier run with the same model and settings are reused. If the job is cancelled, finished
    micrographs are kept and the next run resumes there.

    Returns
    -------
    dict
        The summary that is also written to ``summary.json``.

    Raises
    ------
    EngineError
        There is no micrograph, model, device or cluster as set, or the output cannot be written.
    Cancelled
    """
    begun = time.monotonic()
    read_card(config.model or shipped())  # before the output folder is made, so that a missing model leaves none
    with ThreadPoolExecutor(1, "search") as thread:
        searching = thread.submit(_search, config)  # while the model is loaded, since there may be very many
        with open_pipeline(config, report) as pipeline:
            found = searching.result()
            with claim(config.output, sharing_key(config), joins=not config.overwrite) as claimed:
                run = _pick(config, found, pipeline, claimed, report, cancelled)
                summary = run.finish(time.monotonic() - begun)
    seconds = time.monotonic() - begun
    report(Finished("pick", seconds, {k: summary[k] for k in ("picks", "done", "failed")}))
    return summary


def _search(config: PickConfig) -> Found:
    """Return the micrographs to pick."""
    found = search_micrographs(config.inputs)
    masks = None if config.mask in (AUTO_MASK, NO_MASK) else Path(config.mask)
    found = replace(found, micrographs=outside_of(found.micrographs, masks))
    if not found.micrographs:
        raise EngineError(f"There is no micrograph in {', '.join(map(str, config.inputs))}.")
    return found


def _pick(
    config: PickConfig, found: Found, pipeline: Pipeline, claimed: Claim, report: Report, cancelled: IsCancelled
) -> PickRun:
    """Pick all micrographs that were found; return the run, whose results must still be summarised."""
    paths = found.micrographs
    run = PickRun(config, paths, pipeline, report)
    report(Started("pick", len(paths), pipeline.name))
    by_defocus = run.by_defocus.notes if run.by_defocus else []
    for sentence in [*found.notes(), *run.greying.match(paths), *by_defocus]:
        report(Note(sentence))
    if claimed.joined:
        hosts = join_names(sorted({str(job.get("host")) for job in claimed.joined}))
        report(Note(f"Sharing the work with another job, on {hosts}: each micrograph is picked once."))
    elif run.output.continues:
        report(Note(f"Resuming in {run.output.folder}; micrographs that are done are not picked again."))
    run.pick_all(cancelled, claimed)
    return run


def open_pipeline(config: PickConfig, report: Report) -> AbstractContextManager[Pipeline]:
    """Return the pipeline that `config` selects, open for as long as the context lasts."""
    if config.cluster is None:
        return nullcontext(LocalPipeline(config))
    from iceboxer.engine.picking.cluster import open_cluster

    return open_cluster(config, report)
