"""Shared by all parts of the window: the session, its undo commands, the settings, and a few Qt functions."""
