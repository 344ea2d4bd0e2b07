"""Dialogs: each collects the settings of one task and returns plain values."""
