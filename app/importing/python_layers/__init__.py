"""Calls that no kind does, written as layers in Python."""
