"""Iceboxer's engine, which needs no window or display.

Files become arrays (`data`); a network (`models`, `training`, `picking`) turns arrays into boxes.
Every long computation is one function ``job(config, report, cancelled)`` that reports typed events.
Nothing here imports Qt, pyqtgraph or `boxmanager`. The library interface is `import iceboxer` (`engine.library`).
"""
