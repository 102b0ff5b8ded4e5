"""A judged sample as a picture, its marks, and words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from app.ui.pages.train.judging import Judgement
from app.ui.plots.figures import loss_text, percent
from app.ui.plots.numbers import short


class Words(NamedTuple):
    """True answer, prediction, and how sure or how wrong it is, of one sample."""

    true: str
    said: str
    share: str
    loss: str


def picture_of(judgement: Judgement, row: int) -> QImage | None:
    """A sample of the data set as a picture, None where it is none."""
    dataset = judgement.prepared.dataset
    field = dataset.input_name(judgement.prepared.bindings.inputs[0].field)
    sample = np.asarray(dataset.inputs[field][row], np.float32)
    if sample.ndim == 3 and sample.shape[0] in (1, 3):
        sample = np.moveaxis(sample, 0, -1)
    elif sample.ndim == 2 and min(sample.shape) >= 4:
        sample = sample[..., None]
    else:
        return None
    low, high = float(sample.min()), float(sample.max())
    grey = np.ascontiguousarray(255 * (sample - low) / max(1e-9, high - low), np.float32).astype(np.uint8)
    rgb = np.ascontiguousarray(np.repeat(grey, 3, axis=2) if grey.shape[2] == 1 else grey)
    height, width, _ = rgb.shape
    return QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def marks_of(marked: NDArray[np.bool_], tint: QColor) -> QImage | None:
    """The marked pixels of one sample as a picture to lay over it, None where its answers are no pixels."""
    marked = np.squeeze(marked)
    if marked.ndim != 2:
        return None
    height, width = marked.shape
    pixels = np.where(marked, np.uint32(tint.rgba()), np.uint32(0)).astype(np.uint32)
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def words(judgement: Judgement, place: int) -> Words:
    """What to say about the sample at a position of the part."""
    from app.training.answers.prediction import in_words

    result, classes = judgement.evaluation.first, judgement.classes
    assert result is not None
    truth, said = result.truth[place], result.predictions[place]
    loss = loss_text(float(result.sample_losses[place]))
    if result.wrong_shares is None:
        if result.places > 1:
            apart = float(np.abs(np.asarray(truth, np.float64) - said).mean())
            return Words(f"{result.places:,} numbers", f"off by {short(apart)} on average", "", loss)
        return Words(short(float(np.ravel(truth)[0])), short(float(np.ravel(said)[0])), "", loss)
    names = (in_words(truth, classes), in_words(said, classes))
    if result.places > 1:
        return Words(*names, f"{percent(float(result.wrong_shares[place]))} wrong", loss)
    assert result.confidence is not None
    return Words(*names, percent(float(np.ravel(result.confidence[place])[0])), loss)
