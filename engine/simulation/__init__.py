"""Simulating micrographs with known particles: a molecule, the optics of the microscope, noise and contaminants.

`recipe` holds the parameters of a micrograph, `molecule` its points in space, `projection` draws them, `optics` has
the contrast transfer function, `placement` finds free positions, `contaminants` and `scenery` add the features that
cause false positives, `micrograph` combines everything and `job` writes files. `scene` makes smaller pictures at the
scale of a network. Does not load torch. All random numbers come from a seed: the same seed gives the same pixels.
"""
