"""Picking: from a model and micrographs to box files, on one machine or on a cluster."""
