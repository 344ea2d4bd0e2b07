"""Simulating micrographs with known particles: a molecule, the optics of the microscope, noise and contaminants.

`recipe` holds the parameters of a micrograph, `molecule` its points in space, `projection` draws them, `optics` has
the contrast transfer function, `placement` finds free places, `contaminants` and `scenery` add all that misleads a
picker, `micrograph` combines everything and `job` writes files. `scene` makes smaller pictures at the scale of a
network. Loads no torch. All random numbers come from a seed: the same seed gives the same pixels.
"""
