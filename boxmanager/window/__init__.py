"""The main window, which assembles canvas, panels and features, and the one table of actions."""
