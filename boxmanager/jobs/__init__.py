"""Background work. Only this package may import `engine.training` and `engine.picking`, and only inside functions.
It uses QtCore but no widgets.
"""
