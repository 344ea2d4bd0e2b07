"""The window for looking at micrographs and boxing particles.

From the bottom up: `document` is plain Python without Qt; `core` holds the session; `jobs` run beside the window and
are the only place that loads torch, inside functions; `canvas`, `dialogs` and `panels` show; `features` hold one
controller each; `window` assembles.
"""
