"""The bundle's entry point."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()  # processes of the engine start this file again
    from iceboxer.boxmanager.__main__ import main

    sys.exit(main())
