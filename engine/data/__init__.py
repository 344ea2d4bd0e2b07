"""Micrographs and boxes: reading them into arrays and writing them. No torch, no Qt.

Coordinates are pixels of the unbinned micrograph, x to the right, y up, origin at the lower left corner;
pixel ``i`` spans ``[i, i + 1)``. Arrays are indexed ``[y, x]``: row 0 is the bottom row.
"""
