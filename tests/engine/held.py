"""The command line, with one micrograph that no process opens before a particular file exists.

Dask's worker processes import the main program of the process that starts them, so they wait too.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.picking import detector


def _open(path: Path) -> Micrograph:
    release = Path(os.environ["ICEBOXER_TEST_RELEASE"])
    while Path(path).name == os.environ["ICEBOXER_TEST_HELD"] and not release.exists():
        time.sleep(0.02)
    return open_micrograph(path)


detector.open_micrograph = _open  # type: ignore[attr-defined]

if __name__ == "__main__":
    sys.exit(main())
