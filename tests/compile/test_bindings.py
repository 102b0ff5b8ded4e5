"""What a drawing asks of its data."""

from __future__ import annotations

from app.compile.bindings import bindings_of
from tests.compile.drawings import digits_cnn, draw


def test_inputs_and_targets_in_document_order() -> None:
    found = bindings_of(digits_cnn())
    assert [tuple(each) for each in found.inputs] == [("image", "", (1, 8, 8), "float32")]
    assert [tuple(each) for each in found.targets] == [("label", "", 10, ())]


def test_several_with_fields() -> None:
    project = draw(
        ("b", "Input", {"shape": [3], "dtype": "int64", "field": "tokens"}),
        ("a", "Input", {"shape": []}),
        ("value", "Target", {"classes": 0, "shape": [2]}),
        links="",
    )
    found = bindings_of(project)
    assert [tuple(each) for each in found.inputs] == [("b", "tokens", (3,), "int64"), ("a", "", (), "float32")]
    assert [tuple(each) for each in found.targets] == [("value", "", 0, (2,))]
