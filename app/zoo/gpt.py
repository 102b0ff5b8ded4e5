"""GPT-2 (Radford, Wu, Child, Luan, Amodei and Sutskever 2019)."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.sketch import BlockSketch, Network, formula, integer, layer, number, scaled


def gpt2_small(width: float = 1, steps: int = 1024, tokens: int = 50_257, depth: int = 12) -> Project:
    """The small model: twelve blocks, 768 features, twelve heads; one table for tokens going in and coming out."""
    net = Network(
        "GPT-2 small",
        """Says which token comes next, for every token of a text at once, and so learned to write. Twelve transformer
        blocks in which a step sees only what came before it. The table that turns tokens into vectors also turns
        vectors into scores of tokens: one set of weights on two links. Radford et al., Language Models are
        Unsupervised Multitask Learners (2019); the recipe is that of the model of this size in Brown et al. (2020).""",
    )
    heads = 12 if width == 1 else 4
    features = scaled(768, width, heads)
    text = net.put("tokens", layer("Input", shape=(steps,), dtype="int64"))
    table = net.put("wte", layer("Parameter", shape=(tokens, features), start="normal"))
    vectors = net.put("embedding", layer("TableLookup"), text, table)
    x = net.chain(
        vectors,
        wpe=layer("LearnedPositions"),
        drop=layer("Dropout", p=0.1),
        h=gpt_block()(features=features, heads=heads, repeat=depth),
        ln_f=layer("LayerNorm"),
    )
    scores = net.put("lm_head", layer("TiedLinear"), x, table)
    net.put("logits", layer("Output"), scores)
    following = net.put("next_tokens", layer("Target", classes=tokens, shape=(steps,)))
    net.put("loss", layer("CrossEntropyLoss"), scores, following)
    training = Recipe(
        epochs=1,
        batch_size=512,
        optimizer="AdamW",
        lr=6e-4,
        beta2=0.95,
        weight_decay=0.1,
        schedule="cosine",
        warmup=700,
        final_factor=0.1,
        clip_norm=1.0,
    )
    data = DataChoice(source="numpy", options={"path": "", "whole": True}, split="random", validation=0.01)
    return net.project(training, data)


def gpt_block() -> BlockSketch:
    block = BlockSketch(
        "GPTBlock",
        "Attention to earlier steps, then a map of every step; both are added.",
        integer("features", 768, "length of a step's vector"),
        integer("heads", 12, "heads of the attention"),
        number("dropout", 0.1, "share of numbers dropped while training"),
    )
    x = block.entry("x")
    dropout = formula("dropout")
    attended = block.chain(
        x,
        ln_1=layer("LayerNorm"),
        attn=layer("CausalSelfAttention", init="normal", num_heads=formula("heads"), dropout=dropout),
        drop_1=layer("Dropout", p=dropout),
    )
    x = block.put("add_1", layer("Add"), x, attended)
    mapped = block.chain(
        x,
        ln_2=layer("LayerNorm"),
        c_fc=layer("Linear", init="normal", out_features=formula("features * 4")),
        gelu=layer("GELU", approximate="tanh"),
        c_proj=layer("Linear", init="normal", out_features=formula("features")),
        drop_2=layer("Dropout", p=dropout),
    )
    block.exit("y", block.put("add_2", layer("Add"), x, mapped))
    return block
