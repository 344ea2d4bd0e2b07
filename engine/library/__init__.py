"""The functions of ``import iceboxer``, described in docs/library.md. torch is loaded by the call that needs it."""

from iceboxer.engine.library.averaging import classify
from iceboxer.engine.library.filaments import evaluate_filaments, pick_filaments, read_filaments, write_filaments
from iceboxer.engine.library.files import read_boxes, write_boxes
from iceboxer.engine.library.jobs import evaluate, train
from iceboxer.engine.library.picking import pick

__all__ = [
    "classify",
    "evaluate",
    "evaluate_filaments",
    "pick",
    "pick_filaments",
    "read_boxes",
    "read_filaments",
    "train",
    "write_boxes",
    "write_filaments",
]
