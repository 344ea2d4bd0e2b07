"""Run the program: ``python -m iceboxer``."""

import sys

from iceboxer.boxmanager.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
