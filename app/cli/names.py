"""The headless commands, kept apart so that the window starts without loading them."""

COMMANDS = frozenset(
    {
        "examples",
        "check",
        "train",
        "evaluate",
        "predict",
        "export",
        "import",
        "landscape",
        "deepen",
        "widen",
        "screenshot",
        "nodes",
        "demo",
    }
)
