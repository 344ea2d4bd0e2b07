"""Work done off the window's thread. The only place that may import `engine.training` and `engine.picking`, and
that inside functions. QtCore only: nothing here paints.
"""
