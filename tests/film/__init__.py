"""The story of the first hour as a sequence of pictures of the real window, made with mouse and keys."""
