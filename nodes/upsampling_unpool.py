"""Pooling undone."""

from __future__ import annotations

from nodes.base import FLOAT, INTEGER, Node, Port
from nodes.call import Call, F, Slot
from nodes.param import Size2, param
from nodes.pooling import windows
from nodes.registry import node
from nodes.shape import Shape, ShapeError
from nodes.sizes import pair, times
from nodes.window import Windows, write


@node("Up-sampling", keywords=("unpooling", "segnet", "decoder", "switches", "inverse pooling"))
class MaxUnpool2d(Node):
    """Puts pooled values back where MaxPool2dWithIndices took them from; every other pixel becomes zero."""

    inputs = (
        Port("x", ranks=(4,), dtypes=FLOAT, layout="(N, C, H, W)"),
        Port("indices", ranks=(4,), dtypes=INTEGER, layout="(N, C, H, W) places from MaxPool2dWithIndices"),
    )
    formula = "y[indices] = x, 0 elsewhere; H' = (H − 1)·stride − 2·padding + kernel, or output_size"
    kernel_size: Size2 = param(2, minimum=1, maximum=4096, unit="px", help="the window of the pooling that is undone")
    stride: Size2 | None = param(
        None, minimum=1, maximum=4096, unit="px", help="the stride of that pooling; empty means side by side"
    )
    padding: Size2 = param(0, minimum=0, maximum=2048, unit="px", help="the padding of that pooling")
    output_size: Size2 | None = param(
        None,
        minimum=1,
        maximum=65536,
        unit="px",
        help="height and width before that pooling; needed where its windows did not fill the picture",
    )

    def build(self, x: Shape, indices: Shape) -> Call:
        if x.dims != indices.dims:
            raise ShapeError(f"expects x and indices of one shape, got {x} and {indices}")
        options = self.options("stride", "padding")
        usual = self._usual(x)
        if min(usual) < 1:
            raise ShapeError(f"expects a padding that leaves at least one pixel, got {self.padding} for {x}")
        if self.output_size is not None:
            self._check(usual)
            options["output_size"] = pair(self.output_size)
        return Call(F.max_unpool2d, Slot("x"), Slot("indices"), self.kernel_size, **options)

    def _usual(self, x: Shape) -> tuple[int, ...]:
        sizes = zip(x.spatial, pair(self.kernel_size), self._steps(), pair(self.padding), strict=True)
        return tuple((size - 1) * step - 2 * added + window for size, window, step, added in sizes)

    def _steps(self) -> tuple[int, int]:
        return pair(self.kernel_size if self.stride is None else self.stride)

    def _check(self, usual: tuple[int, ...]) -> None:
        wanted = pair(self.output_size or 1)
        if any(abs(size - near) >= step for size, near, step in zip(wanted, usual, self._steps(), strict=True)):
            limits = " and ".join(
                f"{max(1, near - step + 1)} to {near + step - 1}"
                for near, step in zip(usual, self._steps(), strict=True)
            )
            raise ShapeError(f"expects an output_size of {limits} for this pooling, got {times(wanted)}")

    def window(self, x: Shape, port: str) -> Windows:
        return write(pair(self.kernel_size), pair(self.stride or self.kernel_size), pair(self.padding))

    def summary(self) -> str:
        return windows(pair(self.kernel_size), self.stride)
