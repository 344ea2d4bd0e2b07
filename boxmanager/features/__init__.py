"""One controller for each feature: it owns the slots of its actions and everything they do.

A controller takes the session and a `core.host.Host`, never the main window. Its `slots` give the callable of each
of its actions by the action's name; the window joins them with the table in `window.actions` and refuses to start
if a slot is missing, unknown or doubled.
"""
