"""Tensors in the drawing's order, shape and type."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from app.data import load
from app.data.dataset import Dataset
from app.data.prepare import Bindings, InputBinding, TargetBinding, prepare, prepare_dataset
from app.errors import DataError
from app.graph.data_choice import DataChoice

IMAGE = InputBinding("image", "", (1, 8, 8), "float32")
LABEL = TargetBinding("label", "", 10, ())


def test_digits() -> None:
    made = prepare(DataChoice(validation=0.15, test=0.1), Bindings((IMAGE,), (LABEL,)))
    assert made.train.inputs[0].shape == (1347, 1, 8, 8)
    assert (len(made.validation), len(made.test)) == (270, 180)
    assert made.train.targets[0].dtype == torch.int64
    assert made.train.targets[0].shape == (1347,)
    assert abs(float(made.train.inputs[0].mean())) < 1e-6
    assert float(made.train.inputs[0].std()) == pytest.approx(1, abs=1e-4)
    labels = made.dataset.targets["digit"][made.validation.rows]
    assert np.array_equal(made.validation.targets[0].numpy(), labels)


def test_pictures_are_read_as_rows_of_a_table_or_a_series() -> None:
    made = prepare(DataChoice(), Bindings((IMAGE._replace(sample_shape=(8, 8)), IMAGE), (LABEL,)))
    assert made.train.inputs[0].shape == (1527, 8, 8)
    assert torch.equal(made.train.inputs[0][:, None], made.train.inputs[1])


def test_a_misfitting_input_says_what_comes() -> None:
    choice = DataChoice(source="iris")
    with pytest.raises(DataError, match=r"Input image takes 1×8×8 \(64 numbers\), Iris flowers gives 4 numbers"):
        prepare(choice, Bindings((IMAGE,), ()))
    with pytest.raises(DataError, match="Target label expects 10 classes, Iris flowers gives 3 classes"):
        prepare(choice, Bindings((), (LABEL,)))
    with pytest.raises(DataError, match="no input field 'colour'"):
        prepare(choice, Bindings((IMAGE._replace(field="colour"),), ()))


def test_regression_targets_have_the_shape_of_the_drawing() -> None:
    choice = DataChoice(source="diabetes", standardize=False)
    one = TargetBinding("t", "", 0, ())
    made = prepare(choice, Bindings((InputBinding("x", "", (10,), "float32"),), (one, one._replace(sample_shape=(1,)))))
    assert made.train.targets[0].shape == (376,)
    assert made.train.targets[1].shape == (376, 1)
    assert made.train.targets[0].dtype == torch.float32
    assert np.array_equal(made.train.targets[1].numpy(), made.dataset.targets["progression"][made.train.rows])


def test_two_classes_serve_a_target_of_numbers_as_zero_and_one() -> None:
    made = prepare(DataChoice(source="moons"), Bindings((), (TargetBinding("t", "", 0, (1,)),)))
    assert made.train.targets[0].unique().tolist() == [0.0, 1.0]
    assert made.train.targets[0].shape == (850, 1)


def test_an_input_field_may_be_the_answer() -> None:
    made = prepare(DataChoice(), Bindings((IMAGE,), (TargetBinding("t", "image", 0, (64,)),)))
    assert torch.equal(made.train.inputs[0].flatten(1), made.train.targets[0])


def test_whole_numbers_for_embeddings_are_not_standardised() -> None:
    rows = np.arange(40, dtype=np.float32).reshape(20, 2)
    data = Dataset("test", "Test", {"x": rows}, {"y": rows[:, :1]})
    wanted = InputBinding("tokens", "", (2,), "int64")
    made = prepare_dataset(data, DataChoice(), Bindings((wanted,), ()))
    assert made.train.inputs[0].dtype == torch.int64
    assert torch.equal(made.train.inputs[0], torch.from_numpy(rows[made.train.rows]).long())
    broken = Dataset("test", "Test", {"x": rows + 0.5}, {"y": rows[:, :1]})
    with pytest.raises(DataError, match="takes whole numbers"):
        prepare_dataset(broken, DataChoice(), Bindings((wanted,), ()))


def test_plain_tuples_will_do() -> None:
    made = prepare(DataChoice(), Bindings((tuple(IMAGE),), (tuple(LABEL),)))  # type: ignore[arg-type]
    assert made.bindings.inputs[0][0] == "image"


def test_subset_and_device() -> None:
    part = prepare(DataChoice(), Bindings((IMAGE,), (LABEL,))).validation
    few = part.subset(np.array([5, 2])).to("cpu")
    assert len(few) == 2
    assert torch.equal(few.inputs[0][0], part.inputs[0][5])
    assert few.rows.tolist() == part.rows[[5, 2]].tolist()


def test_numbers_can_be_taken_back_to_their_units() -> None:
    one = TargetBinding("t", "", 0, ())
    part = prepare(DataChoice(source="diabetes"), Bindings((), (one, one._replace(sample_shape=(1,))))).train
    assert abs(float(part.targets[0].mean())) < 1e-5
    for index, shape in ((0, (376,)), (1, (376, 1))):
        back = part.in_units(index, part.targets[index].numpy())
        assert back.shape == shape
        truth = load(DataChoice(source="diabetes")).targets["progression"][part.rows]
        assert np.allclose(back.ravel(), truth.ravel(), rtol=1e-5)
    label = prepare(DataChoice(), Bindings((), (LABEL,))).validation
    assert np.array_equal(label.in_units(0, label.targets[0].numpy()), label.targets[0].numpy())
