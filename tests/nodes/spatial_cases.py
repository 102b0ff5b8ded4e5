"""Spatial and elementwise kinds: what fits, with default and other settings, and what is refused."""

from __future__ import annotations

from case import PICTURE, VECTOR, BadValue, Case, Misfit, one, s

SERIES, VOLUME = s(4, 9), s(4, 6, 5, 7)

CONVOLUTION = [
    one("Conv1d", SERIES, (16, 9), padding=1, padding_mode="circular"),
    one("Conv3d", VOLUME, (16, 4, 3, 5)),
    one(
        "Conv3d", VOLUME, (6, 6, 3, 7),
        out_channels=6, kernel_size=[1, 3, 3], stride=[1, 2, 1], padding=[0, 2, 1], dilation=[1, 2, 1], groups=2,
        bias=False, padding_mode="reflect",
    ),
    one("ConvTranspose1d", SERIES, (16, 18)),
    one(
        "ConvTranspose1d", SERIES, (6, 26),
        out_channels=6, kernel_size=3, stride=3, padding=2, output_padding=1, groups=2, bias=False, dilation=2,
    ),
    one("ConvTranspose3d", VOLUME, (16, 12, 10, 14)),
    one(
        "ConvTranspose3d", VOLUME, (4, 11, 11, 19),
        out_channels=4, kernel_size=[2, 3, 3], stride=[2, 2, 3], padding=[1, 1, 2], output_padding=[1, 0, 0], groups=4,
        bias=False, dilation=[1, 2, 2],
    ),
    one("DepthwiseConv2d", PICTURE, (4, 7, 5)),
    one(
        "DepthwiseConv2d", PICTURE, (12, 5, 7),
        multiplier=3, kernel_size=[3, 5], stride=[2, 1], padding=[1, 4], dilation=[1, 2], bias=False,
    ),
    one("PointwiseConv2d", PICTURE, (16, 9, 7)),
    one("PointwiseConv2d", PICTURE, (5, 9, 7), out_channels=5, bias=False),
    one("SeparableConv2d", PICTURE, (16, 7, 5)),
    one(
        "SeparableConv2d", PICTURE, (6, 5, 7),
        out_channels=6, kernel_size=[3, 5], stride=[2, 1], padding=[1, 4], dilation=[1, 2], multiplier=2, bias=False,
    ),
    one("WeightStandardizedConv2d", PICTURE, (16, 7, 5)),
    one(
        "WeightStandardizedConv2d", PICTURE, (5, 5, 7),
        out_channels=5, kernel_size=[3, 5], stride=[2, 1], padding=[1, 2], bias=False,
    ),
    one("Unfold", PICTURE, (36, 35)),
    one("Unfold", PICTURE, (16, 15), kernel_size=2, stride=[2, 2], padding=1, dilation=[1, 3]),
    one("Fold", s(9, 36), (1, 8, 8)),
    one("Fold", s(12, 6), (2, 6, 5), output_size=[6, 5], kernel_size=[3, 2], padding=1, stride=2, dilation=[2, 1]),
]  # fmt: skip

POOLING = [
    one("MaxPool1d", SERIES, (4, 4)),
    one("MaxPool1d", SERIES, (4, 5), kernel_size=3, stride=2, padding=1),
    one("MaxPool1d", SERIES, (4, 3), kernel_size=3, dilation=2, ceil_mode=True),
    one("MaxPool3d", VOLUME, (4, 3, 2, 3)),
    one("MaxPool3d", VOLUME, (4, 3, 5, 3), kernel_size=[2, 3, 3], stride=[2, 1, 3], padding=[0, 1, 1]),
    one("MaxPool3d", VOLUME, (4, 3, 3, 3), kernel_size=2, dilation=[1, 1, 3], ceil_mode=True),
    one("AvgPool1d", SERIES, (4, 4)),
    one("AvgPool1d", SERIES, (4, 5), kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
    one("AvgPool3d", VOLUME, (4, 3, 2, 3)),
    one(
        "AvgPool3d", VOLUME, (4, 3, 3, 4),
        kernel_size=[2, 3, 3], stride=2, padding=[0, 1, 1], ceil_mode=True, count_include_pad=False,
    ),
    one("AdaptiveAvgPool1d", SERIES, (4, 1)),
    one("AdaptiveAvgPool1d", SERIES, (4, 4), output_size=4),
    one("AdaptiveAvgPool3d", VOLUME, (4, 1, 1, 1)),
    one("AdaptiveAvgPool3d", VOLUME, (4, 2, 4, 3), output_size=[2, 4, 3]),
    one("AdaptiveMaxPool1d", SERIES, (4, 1)),
    one("AdaptiveMaxPool1d", SERIES, (4, 4), output_size=4),
    one("AdaptiveMaxPool2d", PICTURE, (4, 1, 1)),
    one("AdaptiveMaxPool2d", PICTURE, (4, 4, 3), output_size=[4, 3]),
    one("SpatialPyramidPool2d", PICTURE, (84,)),
    one("SpatialPyramidPool2d", PICTURE, (136,), levels=[3, 5], mode="mean"),
    one("GlobalAvgPool1d", SERIES, (4,)),
    one("GlobalMaxPool1d", SERIES, (4,)),
    one("GlobalMaxPool2d", PICTURE, (4,)),
    one("LPPool2d", PICTURE, (4, 4, 3)),
    one("LPPool2d", PICTURE, (4, 4, 3), norm_type=1, kernel_size=3, stride=[2, 2], ceil_mode=False),
    one("LPPool2d", PICTURE, (4, 5, 4), norm_type=3, ceil_mode=True),
    one("MaxPool2dWithIndices", PICTURE, (4, 4, 3), (4, 4, 3)),
    one("MaxPool2dWithIndices", PICTURE, (4, 5, 7), (4, 5, 7), kernel_size=3, stride=[2, 1], padding=1),
    Case("MaxUnpool2d", (PICTURE, s(4, 9, 7, dtype="int64")), ((4, 18, 14),)),
    Case(
        "MaxUnpool2d", (PICTURE, s(4, 9, 7, dtype="int64")), ((4, 18, 7),),
        {"kernel_size": 3, "stride": [2, 1], "padding": 1, "output_size": [18, 7]},
    ),
]  # fmt: skip

UPSAMPLING = [
    one("Upsample1d", SERIES, (4, 18)),
    one("Upsample1d", SERIES, (4, 27), scale_factor=3, mode="linear", align_corners=True),
    one("Upsample3d", VOLUME, (4, 12, 10, 14)),
    one("Upsample3d", VOLUME, (4, 6, 10, 21), scale_factor=[1, 2, 3], mode="trilinear", align_corners=True),
    one("Upsample3d", VOLUME, (4, 12, 10, 14), mode="trilinear"),
    one("ResizeTo", PICTURE, (4, 8, 8)),
    one("ResizeTo", PICTURE, (4, 5, 12), size=[5, 12], mode="bicubic", align_corners=True),
    one("ResizeTo", PICTURE, (4, 4, 3), size=[4, 3], antialias=True),
    one("ResizeTo", PICTURE, (4, 13, 5), size=[13, 5], mode="nearest"),
    one("BedOfNails2d", PICTURE, (4, 18, 14)),
    one("BedOfNails2d", PICTURE, (4, 9, 21), scale_factor=[1, 3]),
    one("PixelShuffle", PICTURE, (1, 18, 14)),
    one("PixelShuffle", s(18, 2, 3), (2, 6, 9), upscale_factor=3),
    one("PixelUnshuffle", s(3, 8, 6), (12, 4, 3)),
    one("PixelUnshuffle", s(2, 3, 6), (18, 1, 2), downscale_factor=3),
]

CASES: list[Case] = [*CONVOLUTION, *POOLING, *UPSAMPLING]

MISFITS: list[Misfit] = [
    ("Conv3d", {}, (PICTURE,), r"expects \(N, C, D, H, W\), got \(N, 4, 9, 7\)"),
    ("Conv3d", {"kernel_size": [7, 1, 1]}, (VOLUME,), "at least 7×1×1 after padding .* got 6×5×7"),
    ("Conv3d", {"groups": 3}, (VOLUME,), "input channels divisible by groups = 3, got 4"),
    ("Conv3d", {"padding": 5, "padding_mode": "reflect"}, (VOLUME,), "reflect padding of at most 4, got 5"),
    ("ConvTranspose1d", {}, (PICTURE,), r"expects \(N, C, L\), got"),
    ("ConvTranspose1d", {"padding": 9}, (SERIES,), "leaves at least one step, got 9"),
    ("ConvTranspose1d", {"output_padding": 2}, (SERIES,), "output_padding below the stride 2, got 2"),
    ("ConvTranspose3d", {}, (PICTURE,), r"expects \(N, C, D, H, W\)"),
    ("ConvTranspose3d", {"padding": [0, 0, 7]}, (VOLUME,), "leaves at least one pixel, got 7"),
    ("DepthwiseConv2d", {}, (VECTOR,), r"expects \(N, C, H, W\)"),
    ("DepthwiseConv2d", {"kernel_size": 8}, (PICTURE,), "at least 8×8 after padding"),
    ("PointwiseConv2d", {}, (SERIES,), r"expects \(N, C, H, W\), got \(N, 4, 9\)"),
    ("SeparableConv2d", {}, (VOLUME,), r"expects \(N, C, H, W\)"),
    ("SeparableConv2d", {"kernel_size": 5, "dilation": 2}, (PICTURE,), "at least 9×9 after padding"),
    ("WeightStandardizedConv2d", {"kernel_size": 1}, (s(1, 8, 8),), "filters of at least 2 numbers"),
    ("WeightStandardizedConv2d", {"kernel_size": 8}, (PICTURE,), "at least 8×8"),
    ("Unfold", {"kernel_size": 8}, (PICTURE,), "at least 8×8 after padding"),
    ("Fold", {}, (PICTURE,), r"expects \(N, C·kernel, L\) windows as columns, got"),
    ("Fold", {}, (s(8, 36),), "a multiple of 3×3 = 9 numbers, got"),
    ("Fold", {}, (s(9, 35),), r"6×6 = 36 windows for 8×8 pixels, got \(N, 9, 35\)"),
    ("Fold", {"output_size": 2}, (s(9, 1),), "0×0 = 0 windows"),
    ("MaxPool1d", {}, (PICTURE,), r"expects \(N, C, L\)"),
    ("MaxPool1d", {"padding": 2}, (SERIES,), "at most half the window 2, got 2"),
    ("MaxPool3d", {}, (PICTURE,), r"expects \(N, C, D, H, W\)"),
    ("MaxPool3d", {"kernel_size": 6}, (VOLUME,), "at least 6×6×6 after padding .* got 6×5×7"),
    ("AvgPool1d", {"kernel_size": 10}, (SERIES,), "at least 10 after padding"),
    ("AvgPool3d", {"padding": 2}, (VOLUME,), "at most half the window 2×2×2"),
    ("AdaptiveAvgPool1d", {"output_size": 10}, (SERIES,), r"at least 10 steps to pool, got \(N, 4, 9\)"),
    ("AdaptiveAvgPool3d", {"output_size": [1, 6, 1]}, (VOLUME,), "at least 1×6×1 voxels"),
    ("AdaptiveMaxPool1d", {"output_size": 10}, (SERIES,), "at least 10 steps"),
    ("AdaptiveMaxPool2d", {"output_size": 8}, (PICTURE,), "at least 8×8 pixels"),
    ("SpatialPyramidPool2d", {"levels": [1, 8]}, (PICTURE,), "at least 8×8 pixels"),
    ("SpatialPyramidPool2d", {"levels": []}, (PICTURE,), "at least one level"),
    ("GlobalAvgPool1d", {}, (PICTURE,), r"expects \(N, C, L\)"),
    ("GlobalMaxPool1d", {}, (VECTOR,), r"expects \(N, C, L\)"),
    ("GlobalMaxPool2d", {}, (SERIES,), r"expects \(N, C, H, W\)"),
    ("LPPool2d", {"kernel_size": 8}, (PICTURE,), "at least 8×8"),
    ("MaxPool2dWithIndices", {"padding": 2}, (PICTURE,), "at most half"),
    ("MaxUnpool2d", {}, (PICTURE, PICTURE), "places from MaxPool2dWithIndices of int64, got float32"),
    ("MaxUnpool2d", {}, (PICTURE, s(4, 9, 8, dtype="int64")), "x and indices of one shape"),
    ("MaxUnpool2d", {"output_size": [20, 14]}, (PICTURE, s(4, 9, 7, dtype="int64")), "17 to 19 and 13 to 15 .* 20×14"),
    ("MaxUnpool2d", {"padding": 9}, (PICTURE, s(4, 9, 7, dtype="int64")), "leaves at least one pixel"),
    ("Upsample1d", {}, (PICTURE,), r"expects \(N, C, L\)"),
    ("Upsample1d", {"align_corners": True}, (SERIES,), "mode linear for align_corners, got nearest"),
    ("Upsample3d", {"align_corners": True}, (VOLUME,), "mode trilinear for align_corners, got nearest"),
    ("ResizeTo", {"mode": "nearest", "antialias": True}, (PICTURE,), "bilinear or bicubic for antialias, got nearest"),
    ("BedOfNails2d", {}, (SERIES,), r"expects \(N, C, H, W\)"),
    ("PixelShuffle", {"upscale_factor": 3}, (PICTURE,), "divisible by upscale_factor² = 9, got"),
    ("PixelUnshuffle", {}, (PICTURE,), "height and width divisible by downscale_factor = 2, got"),
]

BAD_VALUES: list[BadValue] = [
    ("Conv3d", {"kernel_size": [3, 3]}, "an integer or 3 integers >= 1"),
]
