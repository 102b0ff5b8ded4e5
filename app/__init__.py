"""Netloom's engine and window."""
