"""Exit codes beside those that errors carry themselves."""

INTERRUPTED = 130
