"""What is worked on: a project's micrographs, boxes and view. Pure Python and NumPy: no Qt, no torch.

Arrays of boxes are never changed in place. They are replaced, so snapshots are free, threads are safe and undo
is a matter of putting the old array back.
"""
