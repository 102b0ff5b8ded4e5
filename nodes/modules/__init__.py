"""Modules of our own: torch only, each self-contained, because their source travels into exported files."""

from nodes.modules.attention import CausalAttention
from nodes.modules.bed_of_nails import BedOfNails2d
from nodes.modules.gaussian_noise import GaussianNoise
from nodes.modules.layer_norm import LayerNorm2d
from nodes.modules.maxout import Maxout
from nodes.modules.recurrent import BidirectionalGRU, BidirectionalLSTM, BidirectionalRNN
from nodes.modules.separable import SeparableConv2d
from nodes.modules.spatial_pyramid import SpatialPyramidPool2d
from nodes.modules.weight_standardized import WeightStandardizedConv2d

__all__ = [
    "BedOfNails2d",
    "BidirectionalGRU",
    "BidirectionalLSTM",
    "BidirectionalRNN",
    "CausalAttention",
    "GaussianNoise",
    "LayerNorm2d",
    "Maxout",
    "SeparableConv2d",
    "SpatialPyramidPool2d",
    "WeightStandardizedConv2d",
]
