"""What every part of the window shares: the session, its undo commands, the settings, and a few bridges to Qt."""
