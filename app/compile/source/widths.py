"""Which formulas of a block say widths of tensors: a size that comes with a link may be written as one of these.

A size of 3 channels is not "the kernel size", and half the height is not "the depth", though the numbers may agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.graph.blocks.block import Definition
from app.graph.blocks.formula import names_in
from nodes.blocks import Block

PARAMETERS = frozenset({"out_channels", "out_features", "embed_dim", "embedding_dim", "hidden_size"})
"""Parameters that say how wide the result of a layer is."""


def width_formulas(blocks: Mapping[str, Definition], block_id: str) -> set[str]:
    """Formulas of widths inside a block, and the arguments that they speak of."""
    texts = set(_texts(blocks, block_id))
    return texts | {name for text in texts for name in names_in(text)}


def _texts(blocks: Mapping[str, Definition], block_id: str) -> list[str]:
    found: list[str] = []
    for instance in blocks[block_id].graph:
        wide = PARAMETERS
        if isinstance(instance.node, Block) and instance.node.block in blocks:
            inner = width_formulas(blocks, instance.node.block)
            wide = frozenset(f"arguments.{name}" for name in inner)
        found += [text for name, text in instance.formulas if name in wide]
    return found
