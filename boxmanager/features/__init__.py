"""One controller per feature: it owns the slots of its actions and everything they do.

A controller takes the session and a `core.host.Host`, never the main window. Its `slots` map the name of each of its
actions to a callable; the window joins them with the table in `window.actions` and refuses to start if a slot is
missing, unknown or duplicated.
"""
