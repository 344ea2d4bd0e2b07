"""The functions of ``import iceboxer``, described in docs/library.md. torch is loaded by the call that needs it."""

from iceboxer.engine.library.averaging import classify
from iceboxer.engine.library.files import read_boxes, write_boxes
from iceboxer.engine.library.jobs import evaluate, train
from iceboxer.engine.library.picking import pick

__all__ = ["classify", "evaluate", "pick", "read_boxes", "train", "write_boxes"]
