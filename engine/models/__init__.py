"""Networks, one module each, model files, tiling and detection.

A network processes a micrograph once and predicts for every cell of a grid: whether a particle's centre is in it,
where in the cell, its width and height. To add a network, add a module with a class decorated by `base.register`.
"""

from iceboxer.engine.models import compact, yolo
from iceboxer.engine.models.base import NETWORKS, Network, make_network

__all__ = ["NETWORKS", "Network", "compact", "make_network", "yolo"]
