"""The program's version, apart from the package so that every module can import it."""

__version__ = "1.0.0"
