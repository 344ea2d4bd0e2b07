"""The window for viewing micrographs and boxing particles.

From the bottom up: `document` is plain Python without Qt; `core` holds the session; `jobs` run in the background and
are the only place that loads torch, inside functions; `canvas`, `dialogs` and `panels` are the visible parts;
`features` has one controller per feature; `window` assembles them.
"""
