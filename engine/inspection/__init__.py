"""Judging micrographs before they are picked: measures of each picture, its CTF and its picks, and what to exclude."""
