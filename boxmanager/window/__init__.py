"""The main window: it assembles canvas, panels and features, and holds the one table of actions."""
