"""The micrograph with its boxes: painting and mouse gestures.

`camera`, `hit` and `raster` are pure; `micrograph_view` is the widget. The document is changed only through the
session.
"""
