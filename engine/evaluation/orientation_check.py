"""The orientation check of boxes that are read from files: whether they fit their micrographs as they are.

Coordinates are changed only if the user chooses a reading; see docs/decisions/right-way-up.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import BoxList
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.orientation import FEWEST, Evidence, Judgement, Verdict, judge, measure
from iceboxer.engine.data.readings import AS_IS, READINGS, Reading, apply_reading
from iceboxer.engine.errors import EngineError, ReadError

MOST = 16  # micrographs that are read; more would only take time


class OrientationCheck:
    """The reading of the coordinates that the user chose, and the evidence for and against it.

    `turn` is the name of a reading, None if the user chose none. With "as-is", or without `checks`, nothing is checked.
    """

    def __init__(self, turn: str | None, checks: bool = True) -> None:
        self._followed = READINGS[turn] if turn else AS_IS
        self._checks = checks and turn != AS_IS.name
        self.evidence: dict[str, Evidence] = {}  # by the micrograph's path
        self._unread: list[str] = []

    def turned(self, boxlist: BoxList, micrograph: Micrograph) -> BoxList:
        """Return the boxes in the chosen reading.

        Raises
        ------
        EngineError
            The reading moves boxes by a part of their size, and the box size is unknown.
        """
        if self._checks and len(self.evidence) < MOST:
            self._measure(boxlist, micrograph)
        if self._followed is AS_IS:
            return boxlist
        if any(self._followed.corner) and len(boxlist.boxes) and boxlist.boxes["width"].max() <= 1:
            raise EngineError("The box size is needed to convert corners to centres. Give it in px (--box-size).")
        return replace(boxlist, boxes=apply_reading(self._followed, boxlist.boxes, micrograph.shape))

    def _measure(self, boxlist: BoxList, micrograph: Micrograph) -> None:
        boxes = boxlist.boxes[boxlist.boxes["kind"] != Kind.REJECTED]
        if not len(boxes):
            return
        try:
            self.evidence[str(micrograph.path)] = measure(micrograph.read(), boxes)
        except ReadError:  # the conversion needs its shape only
            self._unread.append(micrograph.path.name)

    def judge(self) -> Judgement | None:
        """Return the judgement on all boxes together; None if nothing was measured."""
        return judge(list(self.evidence.values())) if self.evidence else None

    def advice(self) -> str:
        """Return a sentence if the boxes fit clearly better in another reading, for a job that cannot convert them."""
        judgement = self.judge()
        if judgement is None or judgement.verdict is not Verdict.OTHER:
            return ""
        return (
            f"{self._comparison(judgement, judgement.best)} If the window shows the same, convert them first: "
            f"iceboxer convert BOXES --turn {judgement.best.name} --micrographs MICROGRAPHS --to cbox --output FOLDER."
        )

    def finish(self) -> tuple[list[str], dict[str, Any]]:
        """Return sentences for the user, and entries for the job's summary.

        They are ``orientation``, unless nothing was checked, and ``doubt``, a sentence, if another reading than the
        chosen one fits clearly better.
        """
        sentences = [f"The orientation was checked without {name}, which cannot be read." for name in self._unread]
        judgement = self.judge()
        if judgement is None:
            return sentences, {}
        summary: dict[str, Any] = {"orientation": self._figures(judgement)}
        preferred = None if judgement.verdict is Verdict.UNKNOWN else judgement.best
        if preferred and preferred is not self._followed:
            sentences.append(self._warning(judgement, preferred))
            summary["doubt"] = f"The boxes may be wrong: they fit better {preferred.words} (see above)."
        elif judgement.verdict is Verdict.UNKNOWN and judgement.boxes >= FEWEST:
            sentences.append(
                "The micrographs do not show whether the coordinates are the right way up "
                f"({_extent(self.evidence, judgement)} checked). Check some in the window."
            )
        if exceptions := self._exceptions(preferred or self._followed):
            summary.setdefault("doubt", "Some boxes may be wrong: they fit better in another reading (see above).")
        return sentences + exceptions, summary

    def _figures(self, judgement: Judgement) -> dict[str, Any]:
        return {
            "verdict": judgement.verdict.value,
            "reading": judgement.best.name,
            "followed": self._followed.name,
            "micrographs": len(self.evidence),
            "boxes": judgement.boxes,
            "chance": round(judgement.chance, 3),
            "shares": {f.reading.name: round(f.share, 3) for f in judgement.fits},
            "errors": {f.reading.name: round(f.error, 3) for f in judgement.fits if np.isfinite(f.error)},
        }

    def _warning(self, judgement: Judgement, preferred: Reading) -> str:
        if self._followed is AS_IS:
            flag = f"To convert them, add --turn {preferred.name}; to keep them without this check, add --turn as-is."
        else:
            flag = f"To convert them, replace --turn {self._followed.name} by --turn {preferred.name}."
        return f"{self._comparison(judgement, preferred)} {flag}"

    def _comparison(self, judgement: Judgement, preferred: Reading) -> str:
        better, followed = judgement.fit(preferred.name), judgement.fit(self._followed.name)
        return (
            f"The boxes fit their micrographs better {preferred.words}: {better.share:.0%} of them then have the "
            f"contrast of a particle, but only {followed.share:.0%} {self._followed.words} "
            f"({_extent(self.evidence, judgement)} checked)."
        )

    def _exceptions(self, common: Reading) -> list[str]:
        """Return a sentence on each micrograph whose boxes by themselves clearly fit another reading than the rest."""
        found = {}
        if len(self.evidence) > 1:
            for path, evidence in self.evidence.items():
                alone = judge([evidence])
                if alone.verdict is not Verdict.UNKNOWN and alone.best is not common:
                    found[path] = alone.best
        return [
            f"Unlike the others, the boxes of {path} fit better {other.words}. "
            f"Convert them separately with --turn {other.name}."
            for path, other in found.items()
        ]


def _extent(evidence: dict[str, Evidence], judgement: Judgement) -> str:
    count = len(evidence)
    return f"{judgement.boxes:,} boxes on {count} micrograph{'s' if count > 1 else ''}"
