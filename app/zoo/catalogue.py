"""The zoo: every reference network, its published size, and a small variant of the same drawing for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import UsageError
from app.graph.project import Project
from app.zoo.alexnet import alexnet
from app.zoo.densenet import densenet121
from app.zoo.googlenet import googlenet
from app.zoo.gpt import gpt2_small
from app.zoo.mobilenet import mobilenet_v2
from app.zoo.resnet import resnet18, resnet50
from app.zoo.unet import unet
from app.zoo.vgg import vgg16
from app.zoo.vit import vit_b16


@dataclass(frozen=True, slots=True)
class Entry:
    """One network.

    Attributes:
        name: the public name, and that of its file.
        title: as the drawing calls it.
        year: of the first publication.
        parameters: unique trainable numbers at full size, as published.
        build: makes the project; ``width`` and further keywords scale it.
        line: what is special about it, without a full stop.
        without_helpers: parameters of the exported model, where helper heads vanish from it.
    """

    name: str
    title: str
    year: int
    parameters: int
    build: Callable[..., Project]
    line: str
    without_helpers: int | None = None

    @property
    def exported(self) -> int:
        """Parameters of the exported model."""
        return self.without_helpers or self.parameters

    def scaled_down(self) -> Project:
        """The small variant: the same drawing, narrower, for smaller pictures or fewer steps."""
        return self.build(**SMALL[self.name])


def entry(name: str) -> Entry:
    """The network of that name.

    Raises:
        UsageError: there is none.
    """
    for each in ENTRIES:
        if each.name == name:
            return each
    raise UsageError(f"unknown network {name!r}; expected one of {', '.join(each.name for each in ENTRIES)}")


ENTRIES: tuple[Entry, ...] = (
    Entry("alexnet", "AlexNet", 2012, 61_100_840, alexnet, "ReLU and dropout on two GPUs won ImageNet"),
    Entry("vgg-16", "VGG-16", 2014, 138_357_544, vgg16, "Depth from the simplest of parts: 3×3 convolutions"),
    Entry("googlenet", "GoogLeNet", 2014, 13_004_888, googlenet, "Inception: many scales; helper heads", 6_624_904),
    Entry("resnet-18", "ResNet-18", 2015, 11_689_512, resnet18, "Every block adds a correction to what came in"),
    Entry("resnet-50", "ResNet-50", 2015, 25_557_032, resnet50, "Bottlenecks of 1×1 convolutions make depth cheap"),
    Entry("u-net", "U-Net", 2015, 31_030_658, unet, "Segments: down to what is seen, up to where it is"),
    Entry("densenet-121", "DenseNet-121", 2016, 7_978_856, densenet121, "Every layer sees the maps of all before it"),
    Entry("mobilenet-v2", "MobileNetV2", 2018, 3_504_872, mobilenet_v2, "Depthwise convolutions, to fit into a phone"),
    Entry("gpt-2-small", "GPT-2 small", 2019, 124_439_808, gpt2_small, "Which token comes next, all through a text"),
    Entry("vit-b-16", "ViT-B/16", 2020, 86_567_656, vit_b16, "A picture is 196 words, read by a plain transformer"),
)
"""By the year of their paper."""

SMALL: Mapping[str, Mapping[str, Any]] = {
    "alexnet": {"width": 1 / 16, "side": 64, "classes": 10},
    "vgg-16": {"width": 1 / 32, "side": 32, "classes": 10},
    "googlenet": {"width": 1 / 16, "side": 64, "classes": 10},
    "resnet-18": {"width": 1 / 16, "side": 32, "classes": 10},
    "resnet-50": {"width": 1 / 16, "side": 32, "classes": 10, "depths": (2, 2, 2, 2)},
    "u-net": {"width": 1 / 16, "side": 188},
    "densenet-121": {"width": 1 / 8, "side": 32, "classes": 10, "depths": (2, 3, 2, 2)},
    "mobilenet-v2": {"width": 1 / 8, "side": 32, "classes": 10},
    "gpt-2-small": {"width": 1 / 16, "steps": 24, "tokens": 100, "depth": 3},
    "vit-b-16": {"width": 1 / 16, "side": 32, "classes": 10, "depth": 3},
}
"""Keywords of a variant that a test can run."""
