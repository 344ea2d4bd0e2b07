"""The micrograph with its boxes: painting, and the gestures of the mouse.

`camera`, `hit` and `raster` are pure; `micrograph_view` is the widget that joins them. Writes to the document
only through the session.
"""
