"""Iceboxer's engine: finds particles in micrographs, with no window and no display.

Files become arrays (`data`), arrays go through a network (`models`, `training`, `picking`), boxes come out.
Every long computation is one function ``job(config, report, cancelled)`` that reports typed events.
Qt, pyqtgraph and `boxmanager` may not be imported anywhere in here.
"""

__version__ = "0.1.0"
