"""The results as a page of Markdown tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iceboxer.engine.data.atomic import write_text

Figures = dict[str, Any]


def write_page(record: Figures, path: Path) -> None:
    """Write a page with a table for every measurement in `record`."""
    results = record["results"]
    lines = ["# Measurements on a GPU", "", *_pairs(results.get("machine", {})), ""]
    lines += ["## Picks against those of the CPU in float32", "", *_agreement(results), ""]
    lines += ["## Picking", "", *_pairs(results.get("picking speed", {})), ""]
    lines += ["## Training speed", "", *_speed(results.get("training speed", {})), ""]
    lines += ["## Accuracy, from files to picks", "", *_accuracy(results), ""]
    lines += ["## Two processes", "", *_pairs(results.get("ranks", {})), ""]
    lines += ["## Steps per minute, for the budget", "", *_pairs(results.get("budget", {})), ""]
    lines += ["## Seconds", "", *_pairs(record["seconds"]), ""]
    lines += [line for name, text in record["errors"].items() for line in (f"## Error: {name}", "", "```", text, "```")]
    write_text(path, "\n".join(lines) + "\n")


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _table(head: list[str], rows: list[list[Any]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_shown(cell) for cell in line) + " |" for line in lines]


def _pairs(figures: Figures) -> list[str]:
    return _table(["what", "measured"], [[name, value] for name, value in figures.items()])


def _agreement(results: Figures) -> list[str]:
    names = ["confidence_map_max", "confidence_max", "confidence_mean", "shift_max_boxes", "shift_mean_boxes"]
    names += ["size_max_boxes", "matched", "unmatched", "unmatched_max", "passing", "passing_on_cpu"]
    rows = []
    for key, figures in results.items():
        if key.startswith("agreement") and "picks" in figures:
            rows += [
                [f"{key.removeprefix('agreement ')}, {precision}", *(figures[precision][name] for name in names)]
                for precision in ("float32", "tf32", "bf16")
                if precision in figures
            ]
    return _table(["network", *(name.replace("_", " ") for name in names)], rows)


def _speed(figures: Figures) -> list[str]:
    rows = []
    for network, found in figures.items():
        if isinstance(found, dict) and "crop" in found:
            rows += [[network, what, rate, "steps/s"] for what, rate in found["steps per second"].items()]
            rows += [[network, what, rate, ""] for what, rate in found.items() if what != "steps per second"]
    return _table(["network", "what", "measured", "unit"], rows)


def _accuracy(results: Figures) -> list[str]:
    rows = []
    for key, found in results.items():
        if isinstance(found, dict) and "auc" in found:
            interval = found["interval_95"].get("auc")
            between = f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else ""
            rows.append([key, f"{found['side']} px", found["noise"], found["steps"], found["training seconds"]])
            rows[-1] += [f"{found['auc']:.3f}{between}", found["f1"], found["iou"], found["steps per minute"]]
        elif key.startswith(("yolo", "compact")):
            rows.append([key, *[""] * 4, found, *[""] * 3])
    head = ["training", "micrographs", "k", "steps", "training s", "AUC (95 %)", "F1", "IoU", "steps/min"]
    return _table(head, rows)
