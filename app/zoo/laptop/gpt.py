"""A character-level GPT (Radford et al. 2018, 2019)."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.gpt import gpt_block
from app.zoo.sketch import Network, layer

STEPS = 64
CHARACTERS = 61
"""Different ones in the sonnets."""


def sonnets_gpt() -> Project:
    """Three blocks of GPT-2, 64 wide, on 94,000 characters."""
    net = Network(
        "Sonnets, mini GPT",
        """GPT-2 made small, for characters: three of its blocks, 64 numbers wide, read Shakespeare's sonnets (1609)
        and say at every place what comes next, seeing only what came before. Radford et al., Language Models are
        Unsupervised Multitask Learners (2019), with AdamW, warm-up, cosine and clipping. 42 % of the characters of
        the last sonnets are foretold; the most frequent one, the space, would give 17 %. Take wpe away, or set
        repeat to 1: what is order worth, and what is depth?""",
    )
    text = net.put("text", layer("Input", shape=(STEPS,), dtype="int64"))
    scores = net.chain(
        text,
        wte=layer("Embedding", num_embeddings=CHARACTERS, embedding_dim=64),
        wpe=layer("LearnedPositions"),
        h=gpt_block()(features=64, heads=4, dropout=0.1, repeat=3),
        ln_f=layer("LayerNorm"),
        lm_head=layer("Linear", out_features=CHARACTERS, bias=False),
    )
    net.put("output", layer("Output"), scores)
    following = net.put("next", layer("Target", classes=CHARACTERS, shape=(STEPS,)))
    net.put("loss", layer("CrossEntropyLoss"), scores, following)
    training = Recipe(
        epochs=14,
        batch_size=8,
        optimizer="AdamW",
        lr=3e-3,
        beta2=0.95,
        weight_decay=0.1,
        schedule="cosine",
        warmup=160,
        final_factor=0.1,
        clip_norm=1.0,
    )
    data = DataChoice(source="sonnets", options={"steps": STEPS}, split="time", validation=0.1)
    return net.project(training, data)
