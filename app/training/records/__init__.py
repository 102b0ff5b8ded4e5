"""What a run measures: written by the loop, read by anybody, kept as curves."""
