"""The window in which a person looks at micrographs and boxes particles.

`document` knows no Qt; `session` is the one hub between it and everything that is seen; `main_window` only
assembles. Nothing here may load torch: long computations are reached through `jobs`, inside functions.
"""
