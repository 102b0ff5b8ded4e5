"""Documents as strict JSON, and files that are written whole or not at all."""
