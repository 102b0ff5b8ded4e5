"""Vision transformers (Dosovitskiy et al. 2020, arXiv:2010.11929), as torchvision builds them."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.heads import judged, picture, pictures
from app.zoo.sketch import BlockSketch, Layer, Network, formula, integer, layer, number, scaled


def vit_b16(width: float = 1, side: int = 224, classes: int = 1000, depth: int = 12) -> Project:
    """The base model with patches of 16 × 16."""
    net = Network(
        "ViT-B/16",
        """A picture is worth 16×16 words: it is cut into 196 patches, each becomes a vector, and a plain transformer
        encoder of twelve blocks does the rest; what a learned class token has become at the end is classified.
        Dosovitskiy et al., An Image is Worth 16×16 Words: Transformers for Image Recognition at Scale (ICLR 2021),
        the base model, with the recipe the paper has for ImageNet alone.""",
    )
    heads = 12 if width == 1 else 4
    features = scaled(768, width, heads)
    x = net.chain(
        picture(net, side),
        conv_proj=layer("PatchEmbedding", patch_size=16, embed_dim=features),
        class_token=layer("ClassToken"),
        pos_embedding=layer("LearnedPositions"),
        dropout=layer("Dropout", p=0.1),
        encoder=encoder_block()(features=features, heads=heads, hidden=4 * features, repeat=depth),
        ln=_norm(),
        token=layer("FirstStep"),
        head=layer("Linear", init="zeros", out_features=classes),
    )
    judged(net, x, classes)
    training = Recipe(
        epochs=300,
        batch_size=4096,
        optimizer="AdamW",
        lr=3e-3,
        weight_decay=0.3,
        schedule="cosine",
        warmup=10_000,
        clip_norm=1.0,
    )
    return net.project(training, pictures(side))


def encoder_block() -> BlockSketch:
    block = BlockSketch(
        "EncoderBlock",
        "Self-attention, then a map of every step; both are added to what came.",
        integer("features", 768, "length of a step's vector"),
        integer("heads", 12, "heads of the attention"),
        integer("hidden", 3072, "hidden numbers of the map"),
        number("dropout", 0.1, "share of numbers dropped while training"),
    )
    x = block.entry("x")
    attended = block.chain(
        x,
        ln_1=_norm(),
        self_attention=layer("MultiheadAttention", num_heads=formula("heads")),
        dropout=layer("Dropout", p=formula("dropout")),
    )
    x = block.put("add_1", layer("Add"), x, attended)
    mapped = block.chain(
        x,
        ln_2=_norm(),
        mlp_0=layer("Linear", init="xavier_uniform", out_features=formula("hidden")),
        mlp_1=layer("GELU"),
        mlp_2=layer("Dropout", p=formula("dropout")),
        mlp_3=layer("Linear", init="xavier_uniform", out_features=formula("features")),
        mlp_4=layer("Dropout", p=formula("dropout")),
    )
    block.exit("y", block.put("add_2", layer("Add"), x, mapped))
    return block


def _norm() -> Layer:
    return layer("LayerNorm", eps=1e-6)
