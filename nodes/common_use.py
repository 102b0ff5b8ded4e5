"""Which kinds a person reaches for first: the short list on top of the palette, and the order inside a family."""

from __future__ import annotations

COMMON = (
    "Input",
    "Linear",
    "Conv2d",
    "ReLU",
    "Output",
    "Target",
    "CrossEntropyLoss",
    "BatchNorm2d",
    "MaxPool2d",
    "Dropout",
    "Flatten",
    "Add",
    "LayerNorm",
    "Embedding",
    "MSELoss",
    "Concatenate",
    "MultiheadAttention",
    "LSTM",
)
"""The kinds that most drawings are made of, the most common first."""

_ORDER = """
Conv2d Conv1d ConvTranspose2d DepthwiseConv2d PointwiseConv2d SeparableConv2d Conv3d ConvTranspose1d ConvTranspose3d
MaxPool2d AvgPool2d GlobalAvgPool2d AdaptiveAvgPool2d GlobalMaxPool2d MaxPool1d AvgPool1d GlobalAvgPool1d
    AdaptiveAvgPool1d GlobalMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool1d SpatialPyramidPool2d MaxPool2dWithIndices
Upsample ResizeTo PixelShuffle PixelUnshuffle Upsample1d MaxUnpool2d BedOfNails2d
BatchNorm2d BatchNorm1d LayerNorm GroupNorm RMSNorm InstanceNorm2d LayerNorm2d
ReLU GELU Sigmoid Tanh Softmax SiLU LeakyReLU ELU LogSoftmax PReLU SELU Softplus GLU Mish Hardswish ReLU6 Swish Maxout
Dropout Dropout2d DropPath GaussianNoise
Add Concatenate Multiply Subtract MatMul Average Maximum Stack Split DotProduct CosineSimilarity Divide Minimum Gate
    AddBroadcast MultiplyBroadcast Bilinear
Scale Shift LearnedScale LearnedBias Clamp Square Exp Log Sqrt Abs Power Parameter Constant Calculate Where MaskedFill
Mean Sum Max Min Std Norm ArgMax CumulativeSum Reduce
Flatten Reshape Permute Transpose Unflatten Squeeze Unsqueeze Slice Select Pad2d CenterCrop2d Crop2d OneHot ToFloat
    Repeat Pad1d ChannelShuffle CropLike2d Flip Roll Expand View PermuteAxes Index ExpandToBatch FillBatch
LSTM GRU RNN LastStep
TransformerEncoderLayer MultiheadAttention CausalSelfAttention TransformerDecoderLayer CrossAttention PatchEmbedding
    ClassToken SqueezeExcite FeedForward SwiGLU ScaledDotProductAttention GroupedQueryAttention AdditiveAttention
Embedding LearnedPositions SinusoidalPositions RotaryPositions EmbeddingBag
CrossEntropyLoss MSELoss BCEWithLogitsLoss L1Loss HuberLoss SmoothL1Loss NLLLoss BCELoss FocalLoss DiceLoss KLDivLoss
    TripletMarginLoss ContrastiveLoss CosineEmbeddingLoss HingeLoss
"""

ORDER = {name: place for place, name in enumerate(_ORDER.split())}
"""Rank by common use, to compare kinds of one family; those not named come after, as they are declared."""


def rank(name: str) -> int:
    """Place of a kind among its family, the one that is used most first."""
    return ORDER.get(name, len(ORDER))
