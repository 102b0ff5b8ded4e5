"""Four networks drawn as a person would draw them; `tests.bench.by_hand` has the same ones as PyTorch classes."""

from __future__ import annotations

from app.graph.data_choice import DataChoice
from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.resnet import resnet18
from app.zoo.sketch import BlockSketch, Network, Wire, formula, integer, layer

CLASSES = 10
FEATURES, HEADS, DEPTH, STEPS, WORDS = 64, 4, 4, 32, 200


def mlp() -> Project:
    """784-512-256-10."""
    net = Network("MLP", "")
    x = net.put("x", layer("Input", shape=(784,)))
    hidden = {"linear_1": layer("Linear", out_features=512), "relu_1": layer("ReLU")}
    hidden |= {"linear_2": layer("Linear", out_features=256), "relu_2": layer("ReLU")}
    return _judged(net, net.chain(x, **hidden, scores=layer("Linear", out_features=CLASSES)))


def cnn() -> Project:
    """Three convolutions with batch normalisation on pictures of 32 by 32."""
    net = Network("CNN", "")
    x = net.put("x", layer("Input", shape=(3, 32, 32)))
    for number, channels in enumerate((16, 32, 64), 1):
        conv = layer("Conv2d", out_channels=channels, padding=1, bias=False)
        x = net.put(f"conv_{number}", conv, x)
        x = net.chain(x, **{f"norm_{number}": layer("BatchNorm2d"), f"relu_{number}": layer("ReLU")})
        x = net.put(f"pool_{number}", layer("MaxPool2d"), x)
    x = net.chain(x, flatten=layer("Flatten"), dropout=layer("Dropout", p=0.3))
    return _judged(net, net.put("scores", layer("Linear", out_features=CLASSES), x))


def resnet() -> Project:
    """ResNet-18 of the zoo, on pictures of 32 by 32."""
    return resnet18(side=32, classes=CLASSES)


def transformer() -> Project:
    """Words to vectors, four encoder blocks, the mean of all steps, a class."""
    net = Network("Transformer", "")
    x = net.put("x", layer("Input", shape=(STEPS,), dtype="int64"))
    x = net.chain(
        x,
        embedding=layer("Embedding", num_embeddings=WORDS, embedding_dim=FEATURES),
        positions=layer("LearnedPositions"),
        encoder=_encoder_block()(repeat=DEPTH),
        norm=layer("LayerNorm"),
        mean=layer("MeanOverSteps"),
    )
    return _judged(net, net.put("scores", layer("Linear", out_features=CLASSES), x))


def _encoder_block() -> BlockSketch:
    block = BlockSketch("EncoderBlock", "", integer("features", FEATURES, ""))
    x = block.entry("x")
    attention = layer("MultiheadAttention", num_heads=HEADS)
    attended = block.chain(x, norm_1=layer("LayerNorm"), attention=attention, dropout_1=layer("Dropout", p=0.1))
    x = block.put("add_1", layer("Add"), x, attended)
    mapped = block.chain(
        x,
        norm_2=layer("LayerNorm"),
        wide=layer("Linear", out_features=formula("features * 4")),
        gelu=layer("GELU"),
        narrow=layer("Linear", out_features=formula("features")),
        dropout_2=layer("Dropout", p=0.1),
    )
    block.exit("y", block.put("add_2", layer("Add"), x, mapped))
    return block


def _judged(net: Network, scores: Wire) -> Project:
    net.put("output", layer("Output"), scores)
    target = net.put("label", layer("Target", classes=CLASSES))
    net.put("loss", layer("CrossEntropyLoss"), scores, target)
    return net.project(Recipe(), DataChoice())
