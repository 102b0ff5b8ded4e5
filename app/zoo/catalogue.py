"""The zoo: every reference network, its published size, and a small variant of the same drawing for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
        build: makes the project; ``width`` and further keywords scale it.
        parameters: unique trainable numbers at full size, as published.
        exported: those of the exported model, where helper heads vanish from it.
        small: keywords of a variant that a test can run.
    """

    name: str
    build: Callable[..., Project]
    parameters: int
    exported: int
    small: Mapping[str, Any] = field(default_factory=dict)

    def scaled_down(self) -> Project:
        """The small variant: the same drawing, narrower, for smaller pictures or fewer steps."""
        return self.build(**self.small)


def entry(name: str) -> Entry:
    """The network of that name.

    Raises:
        UsageError: there is none.
    """
    for each in ENTRIES:
        if each.name == name:
            return each
    raise UsageError(f"unknown network {name!r}; expected one of {', '.join(each.name for each in ENTRIES)}")


def _entry(name: str, build: Callable[..., Project], parameters: int, exported: int = 0, **small: Any) -> Entry:
    return Entry(name, build, parameters, exported or parameters, small)


ENTRIES: tuple[Entry, ...] = (
    _entry("alexnet", alexnet, 61_100_840, width=1 / 16, side=64, classes=10),
    _entry("vgg-16", vgg16, 138_357_544, width=1 / 32, side=32, classes=10),
    _entry("googlenet", googlenet, 13_004_888, 6_624_904, width=1 / 16, side=64, classes=10),
    _entry("resnet-18", resnet18, 11_689_512, width=1 / 16, side=32, classes=10),
    _entry("resnet-50", resnet50, 25_557_032, width=1 / 16, side=32, classes=10, depths=(2, 3, 2, 2)),
    _entry("u-net", unet, 31_030_658, width=1 / 16, side=188),
    _entry("densenet-121", densenet121, 7_978_856, width=1 / 8, side=32, classes=10, depths=(2, 3, 4, 3)),
    _entry("mobilenet-v2", mobilenet_v2, 3_504_872, width=1 / 8, side=32, classes=10),
    _entry("gpt-2-small", gpt2_small, 124_439_808, width=1 / 16, steps=24, tokens=100, depth=3),
    _entry("vit-b-16", vit_b16, 86_567_656, width=1 / 16, side=32, classes=10, depth=3),
)
"""By the year of their paper."""
