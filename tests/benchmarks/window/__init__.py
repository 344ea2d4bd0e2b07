"""Measure the window: response times and frame rates, with mouse and key events (``--window``)."""
