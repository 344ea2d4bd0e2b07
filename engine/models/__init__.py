"""The networks, one file each, and the model files that hold trained ones.

A network sees a micrograph once and answers for every cell of a grid: is a particle's centre here, where in
the cell, how wide and high. Adding a network is adding a file with a class decorated by `base.register`.
"""

from iceboxer.engine.models import compact, yolo
from iceboxer.engine.models.base import NETWORKS, Network, make_network

__all__ = ["NETWORKS", "Network", "compact", "make_network", "yolo"]
