"""Weights that a run begins with: grown from a trained network, or taken from a file."""
