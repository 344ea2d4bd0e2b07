"""The document: a project's micrographs, boxes and view settings. Pure Python and NumPy: no Qt, no torch.

Box arrays are read-only: an edit replaces the array. Snapshots are therefore free, threads can read safely, and
undo puts the old array back.
"""
