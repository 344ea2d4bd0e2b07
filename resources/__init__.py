"""Data files that are installed with the program: icons and the general model."""
