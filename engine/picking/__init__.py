"""Picking: a model turns micrographs into box files, on one machine or on a cluster."""
