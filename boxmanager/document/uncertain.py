"""Which picks the network is least sure of: those just above the threshold, where one step more would drop them.

Only picks that are shown are asked about, since no other can be seen, accepted or rejected; a lower threshold brings
more of them. A person's answer there teaches a network most (uncertainty sampling; Lewis and Gale, SIGIR 1994).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.view import Mask, View, shown
from iceboxer.engine.data.boxes import Boxes, Kind

BAND = 0.1  # of confidence above the threshold in which a pick is uncertain
# Sure picks that each micrograph is thought to have besides its own, so that a single one is no full share.
MORE_SURE = 10


def uncertain(boxes: Boxes, view: View) -> Mask:
    """Which boxes (n,) are picks that count and whose confidence is within `BAND` of the threshold."""
    picks: Mask = shown(boxes, view) & (boxes["kind"] == Kind.PICK)
    return picks & (boxes["confidence"] <= view.threshold + BAND)


def least_sure(boxes: Boxes, view: View, besides: Collection[int] = ()) -> int | None:
    """The id of the uncertain pick nearest to the threshold, none of `besides`; None where there is none."""
    left = boxes[uncertain(boxes, view) & ~np.isin(boxes["id"], _ids(besides))]
    return int(left["id"][np.argmin(left["confidence"])]) if len(left) else None


def most_uncertain(boxes: Mapping[Path, Boxes], view: View, besides: Collection[int] = ()) -> Path | None:
    """The micrograph with the most uncertain picks, `besides` not counted; None where none has any."""
    ids = _ids(besides)
    counts = {path: int(np.count_nonzero(uncertain(b, view) & ~np.isin(b["id"], ids))) for path, b in boxes.items()}
    best = max(counts, key=lambda path: counts[path], default=None)
    return best if best is not None and counts[best] else None


def share(boxes: Boxes, view: View) -> tuple[int, int]:
    """How many picks are uncertain, and how many count."""
    picks = shown(boxes, view) & (boxes["kind"] == Kind.PICK)
    return int(np.count_nonzero(uncertain(boxes, view))), int(np.count_nonzero(picks))


def largest_share(boxes: Mapping[Path, Boxes], view: View, besides: Collection[Path] = ()) -> Path | None:
    """The micrograph, none of `besides`, with the largest share of uncertain picks; None where none has any."""
    shares = {path: share(b, view) for path, b in boxes.items() if path not in besides}
    best = max(shares, key=lambda path: shares[path][0] / (shares[path][1] + MORE_SURE), default=None)
    return best if best is not None and shares[best][0] else None


def _ids(ids: Collection[int]) -> NDArray[Any]:
    return np.fromiter(ids, np.int64, len(ids))
