"""Makes micrographs whose particles are known: a molecule, the microscope's optics, noise and disturbances.

`recipe` says what is wanted, `molecule` gives points in space, `projection` draws them, `optics` is the contrast
transfer function, `placement` finds room, `contaminants` and `scenery` disturb, `micrograph` puts it together,
`job` writes files. No torch and no Qt; everything random comes from a seed: same seed, same pixels.
"""
