"""Numbers as people read them."""

from __future__ import annotations

import math


def short(value: float) -> str:
    """Three digits at most: ``0.0012``, ``3.4e-7``, ``12,000``."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e6 else _powers(f"{value:.2e}")
    return f"{value:.3g}" if abs(value) >= 1e-4 else _powers(f"{value:.1e}")


def _powers(text: str) -> str:
    digits, power = text.split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
