"""Blocks: drawn sub-graphs that a document defines once and uses as nodes, with arguments and formulas."""
