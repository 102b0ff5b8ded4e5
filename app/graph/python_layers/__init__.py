"""Layers that a document defines in Python: read without being run, and run only once they are trusted."""
