"""Dialogs that do one thing."""
