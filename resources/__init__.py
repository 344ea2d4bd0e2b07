"""Files that ship with the program: icons, and whatever else is read and not run."""
