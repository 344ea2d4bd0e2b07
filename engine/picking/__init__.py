"""From a model and micrographs to picks: tiles, the network, suppression, the files that are written."""
