"""A text continued by a network that says at every place which character comes next."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.errors import DataError
from app.training.answers.predict import Predictor
from app.training.answers.sampling import LENGTH, Chances, Sampling, writes

Codes = NDArray[np.int64]

SAME = 1e-4  # probabilities that differ by less are the same number, computed in another order


class Writer:
    """Continues texts, a character at a time, with a trained network.

    The network sees at most as many characters as its samples had; of a longer text the last ones. A shorter text is
    filled up behind, which a network that looks at nothing to come cannot see; that it does not is measured once.

    Attributes:
        context: characters that the network sees.

    Raises:
        DataError: the network was not trained on a text, or it looks ahead.
    """

    def __init__(self, predictor: Predictor) -> None:
        self._predictor, self._dataset = predictor, predictor.prepared.dataset
        if not writes(self._dataset):
            raise DataError(f"the network was trained on {self._dataset.title}, so it cannot continue a text")
        self._codes = self._dataset.input()
        self.context = int(self._codes.shape[1])
        if self._looks_ahead():
            raise DataError(
                "this network reads what comes behind a place before it says what stands there, so it cannot continue "
                "a text: mask its attention causally, or read in one direction"
            )

    def continued(self, prompt: str, length: int = LENGTH, sampling: Sampling | None = None) -> Iterator[str]:
        """The characters behind a text, one after the other, as they are drawn.

        Args:
            prompt: what stands before; where it is empty, the text begins on a new line.

        Raises:
            DataError: the prompt has characters that the network never read, or its weights are not finite.
        """
        drawing = sampling or Sampling()
        codes = self._dataset.codes(prompt or self._beginning())
        return self._drawn(codes[-self.context :].tolist(), length, drawing)

    def said(self, codes: Codes) -> Chances:
        """Probabilities (characters,) of what comes behind a text (n,); only its last ``context`` numbers count.

        Raises:
            DataError: they are not finite.
        """
        seen = codes[-self.context :]
        filled = np.zeros((1, self.context), dtype=np.int64)
        filled[0, : len(seen)] = seen
        chances = self._everywhere(filled)[0, :, len(seen) - 1]
        if not np.isfinite(chances).all():
            raise DataError("the network gives no finite probabilities; its training has diverged")
        return chances

    def _drawn(self, codes: list[int], length: int, sampling: Sampling) -> Iterator[str]:
        generator = np.random.default_rng(sampling.seed)
        for _ in range(length):
            chances = sampling.chances(self.said(np.array(codes, dtype=np.int64)))
            sums = chances.cumsum()
            code = int(np.searchsorted(sums, generator.random() * sums[-1], side="right"))
            codes = [*codes, code][-self.context :]
            yield self._dataset.vocabulary[code]

    def _beginning(self) -> str:
        known = self._dataset.vocabulary
        return "\n" if "\n" in known else known[0]

    def _everywhere(self, codes: Codes) -> Chances:
        """Probabilities (n, characters, context) of what comes behind every place of texts (n, context)."""
        wanted = (len(codes), len(self._dataset.vocabulary), self.context)
        for found in self._predictor.predict(codes):
            if found.probabilities is not None and found.probabilities.shape == wanted:
                return found.probabilities.astype(np.float64)
        raise DataError("this network does not say of every place of a text which character comes next")

    def _looks_ahead(self) -> bool:
        """Whether the first half of the answers changes with the second half of a text."""
        half = (self.context + 1) // 2
        text = self._codes[:1]
        other = text.copy()
        other[:, half:] = (other[:, half:] + 1) % len(self._dataset.vocabulary)
        first, second = self._everywhere(np.concatenate([text, other]))[:, :, :half]
        return bool(np.abs(first - second).max() > SAME)
