"""Examples at laptop size, after the papers that brought their idea; `resources/examples` holds what they give."""
