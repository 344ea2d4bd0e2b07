"""Texts that commands print for their results."""

from __future__ import annotations

from typing import Any

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.model_card import describe_set
from iceboxer.engine.text import count_noun, format_table


def _describe_lengths(result: dict[str, Any]) -> str:
    rows = [(name, f"{result[name]:.3f}") for name in ("precision", "recall", "f1", "threshold")]
    units = {"direction_error": "°", "pieces": " per filament", "crossings_passed": ""}
    rows += [(n.replace("_", " "), f"{result[n]:.2f}{unit}") for n, unit in units.items() if result[n] is not None]
    rows += [(name, f"{result[name]}") for name in ("crossings", "filaments", "picks", "micrographs")]
    return format_table(rows)


def describe_figures(result: dict[str, Any]) -> str:
    """Return the figures of merit of picks, a line each, with their 95 % intervals if there are any."""
    if "pieces" in result:
        return _describe_lengths(result)
    rows = []
    for name in ("auc", "precision", "recall", "f1", "iou", "threshold"):
        low_high = result.get("interval_95", {}).get(name)
        interval = f"  (95 %: {low_high[0]:.3f} – {low_high[1]:.3f})" if low_high else ""
        rows.append((name, f"{result[name]:.3f}{interval}"))
    rows += [(name, f"{result[name]}") for name in ("particles", "picks", "micrographs")]
    return format_table(rows)


def describe_model(card: Any) -> str:
    """Return the box size, the threshold and the validation figures of a trained model, by its `Card`."""
    low, high = card.threshold_interval or (card.threshold, card.threshold)
    size = [("box size", f"{card.box_size:g} px"), ("particle diameter", f"{card.network_box / BOX_RATIO:.0f} px")]
    sets = card.trained_on.get("sets", [])
    if card.is_general and sets:
        size = [("particle diameter", "found on each data set")]
    rows = [*size, ("threshold", f"{card.threshold:.3f}  (95 %: {low:.3f} – {high:.3f})")]
    for name in ("auc", "precision", "recall", "f1"):
        value, interval = getattr(card, name), card.recall_interval if name == "recall" else None
        if value is not None:
            within = f"  (95 %: {interval[0]:.3f} – {interval[1]:.3f})" if interval else ""
            rows.append((f"validation {name}", f"{value:.3f}{within}"))
    table = format_table(rows)
    return "\n".join([table, *map(describe_set, sets), card.evidence])


def describe_picks(summary: dict[str, Any]) -> str:
    """Return how many particles or filaments a picking found and where it wrote them."""
    if summary.get("filaments"):
        return (
            f"{count_noun(summary['picks'], 'filament')} of {summary['length'] / 1e4:.1f} μm with "
            f"{count_noun(summary['segments'], 'segment')} at or above {summary['threshold']:.3f} on "
            f"{count_noun(summary['done'], 'micrograph')} in {summary['seconds']:.1f} s: {summary['config']['output']}"
        )
    least = "the threshold of their defocus" if summary.get("thresholds") else f"{summary['threshold']:.3f}"
    return (
        f"{count_noun(summary['picks'], 'pick')} at or above {least} on {count_noun(summary['done'], 'micrograph')} "
        f"in {summary['seconds']:.1f} s: {summary['config']['output']}"
    )


def text_of(result: dict[str, Any]) -> str:
    """Return the text that a job made itself."""
    return str(result["text"])
