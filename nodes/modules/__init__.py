"""Modules of our own: torch only, each self-contained, because their source travels
into exported files.
"""

from nodes.modules.attention import CausalAttention
from nodes.modules.bed_of_nails import BedOfNails2d
from nodes.modules.channel_attention import (
    ChannelAttention,
    SpatialAttention,
    SqueezeExcite,
)
from nodes.modules.crop_like import CropLike2d
from nodes.modules.drop_path import DropPath
from nodes.modules.gaussian_noise import GaussianNoise
from nodes.modules.layer_norm import LayerNorm2d
from nodes.modules.learned_constants import LearnedBias, LearnedScale
from nodes.modules.losses import (
    BinaryFocalLoss,
    ContrastiveLoss,
    DiceLoss,
    FocalLoss,
    GaussianKLLoss,
    GaussianNLLLoss,
    LogCoshLoss,
    MultiLabelMarginLoss,
    QuantileLoss,
)
from nodes.modules.maxout import Maxout
from nodes.modules.multiplicative_noise import MultiplicativeNoise
from nodes.modules.positions import (
    FourierFeatures,
    LearnedPositions,
    RelativePositionBias,
    RotaryPositions,
    SinusoidalPositions,
)
from nodes.modules.recurrent import (
    BidirectionalGRU,
    BidirectionalLSTM,
    BidirectionalRNN,
)
from nodes.modules.recurrent_states import GRUStates, LSTMStates, RNNStates
from nodes.modules.self_attention import CausalSelfAttention, GroupedQueryAttention
from nodes.modules.separable import SeparableConv2d
from nodes.modules.soft_attention import (
    AdditiveAttention,
    HardAttention,
    SoftAttentionPool,
)
from nodes.modules.spatial_pyramid import SpatialPyramidPool2d
from nodes.modules.straight_through import Sign, Step
from nodes.modules.swish import Swish
from nodes.modules.transformer import (
    CausalTransformerDecoderLayer,
    CausalTransformerEncoderLayer,
    FeedForward,
    SwiGLU,
)
from nodes.modules.vision_transformer import ClassToken, PatchEmbedding
from nodes.modules.weight_standardized import WeightStandardizedConv2d

__all__ = [
    "AdditiveAttention",
    "BedOfNails2d",
    "BidirectionalGRU",
    "BidirectionalLSTM",
    "BidirectionalRNN",
    "BinaryFocalLoss",
    "CausalAttention",
    "CausalSelfAttention",
    "CausalTransformerDecoderLayer",
    "CausalTransformerEncoderLayer",
    "ChannelAttention",
    "ClassToken",
    "ContrastiveLoss",
    "CropLike2d",
    "DiceLoss",
    "DropPath",
    "FeedForward",
    "FocalLoss",
    "FourierFeatures",
    "GRUStates",
    "GaussianKLLoss",
    "GaussianNLLLoss",
    "GaussianNoise",
    "GroupedQueryAttention",
    "HardAttention",
    "LSTMStates",
    "LayerNorm2d",
    "LearnedBias",
    "LearnedPositions",
    "LearnedScale",
    "LogCoshLoss",
    "Maxout",
    "MultiLabelMarginLoss",
    "MultiplicativeNoise",
    "PatchEmbedding",
    "QuantileLoss",
    "RNNStates",
    "RelativePositionBias",
    "RotaryPositions",
    "SeparableConv2d",
    "Sign",
    "SinusoidalPositions",
    "SoftAttentionPool",
    "SpatialAttention",
    "SpatialPyramidPool2d",
    "SqueezeExcite",
    "Step",
    "SwiGLU",
    "Swish",
    "WeightStandardizedConv2d",
]
