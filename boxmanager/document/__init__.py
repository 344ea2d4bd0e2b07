"""The document: a project's micrographs, boxes and view settings. Pure Python and NumPy: no Qt, no torch.

Box arrays are read-only: an edit replaces the array. Snapshots are therefore free, threads can read them safely, and
undo restores the old array.
"""
