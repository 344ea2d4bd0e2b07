"""The bundle's entry point."""

import multiprocessing
import sys
from pathlib import Path

if __name__ == "__main__":
    multiprocessing.freeze_support()  # processes of the engine start this file again
    if sys.argv[1:] == ["--licences"]:
        sys.stdout.write((Path(__file__).parent / "NOTICES.txt").read_text(encoding="utf-8"))
        sys.exit(0)
    from iceboxer.boxmanager.__main__ import main

    sys.exit(main())
