"""A preload for a worker: opening a particular micrograph kills the process, as running out of memory would."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.picking import detector


def _open(path: Path) -> Micrograph:
    if Path(path).name == os.environ["ICEBOXER_TEST_CRASHES"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return open_micrograph(path)


detector.open_micrograph = _open  # type: ignore[attr-defined]
