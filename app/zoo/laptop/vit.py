"""A vision transformer for digits (Dosovitskiy et al. 2020, arXiv:2010.11929)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import DIGITS, image, says_class
from app.zoo.sketch import Network, layer
from app.zoo.vit import encoder_block


def digits_vit() -> Project:
    """Sixteen patches of 2 × 2 pixels, four encoder blocks."""
    net = Network(
        "Digits vision transformer",
        """A picture as a sentence: the digit is cut into sixteen patches of 2 × 2 pixels, each becomes a word, and
        a transformer lets the words look at one another; what a learned class token has gathered at the end is
        read. Dosovitskiy et al., An Image is Worth 16×16 Words (ICLR 2021), with AdamW, warm-up and clipping: 97 %
        of the held-out digits, less than convolutions, for it has to learn what neighbours are. Delete
        pos_embedding (and reconnect): a bag of patches gives 80 %.""",
    )
    scores = net.chain(
        image(net),
        patches=layer("PatchEmbedding", patch_size=2, embed_dim=48),
        class_token=layer("ClassToken"),
        pos_embedding=layer("LearnedPositions"),
        encoder=encoder_block()(features=48, heads=4, hidden=96, dropout=0.1, repeat=4),
        norm=layer("LayerNorm", eps=1e-6),
        token=layer("FirstStep"),
        scores=layer("Linear", init="zeros", out_features=10),
    )
    says_class(net, scores)
    training = Recipe(
        epochs=40,
        batch_size=64,
        optimizer="AdamW",
        lr=3e-3,
        weight_decay=0.1,
        schedule="cosine",
        warmup=120,
        clip_norm=1.0,
    )
    return net.project(training, DIGITS)
