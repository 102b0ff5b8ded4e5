"""What networks for pictures of a thousand classes have in common: how they begin, how they are judged, their data."""

from __future__ import annotations

from app.graph.data_choice import DataChoice, Scalar
from app.zoo.sketch import Network, Wire, layer


def picture(net: Network, side: int, channels: int = 3) -> Wire:
    """The Input: square pictures."""
    return net.put("image", layer("Input", shape=(channels, side, side)))


def judged(net: Network, scores: Wire, classes: int, label_smoothing: float = 0.0) -> Wire:
    """Put the scores out and compare them with a Target, which is given back."""
    net.put("logits", layer("Output"), scores)
    label = net.put("label", layer("Target", classes=classes))
    net.put("loss", layer("CrossEntropyLoss", label_smoothing=label_smoothing), scores, label)
    return label


def pictures(side: int) -> DataChoice:
    """A folder of pictures, one folder inside it per class: ImageNet has a thousand. Which folder is the person's."""
    options: dict[str, Scalar | list[Scalar]] = {"path": "", "size": side, "channels": "color"}
    return DataChoice(source="images", options=options, split="stratified", validation=0.04)
