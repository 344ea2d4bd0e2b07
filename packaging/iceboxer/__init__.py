"""Iceboxer: particle picking for cryo-EM.

The three packages below this name are links to the folders at the top of the project, so that nothing called
`engine` or `resources` elsewhere on Python's path can be imported in their place.
"""

from iceboxer.engine import __version__

__all__ = ["__version__"]
