"""Cases of the kinds that take any tensors: broadcasting, parts, axes, products with matrices on links."""

from __future__ import annotations

from case import PICTURE, SEQUENCE, TOKENS, VECTOR, BadValue, Case, Misfit, free, one, s

MASK = s(5, 8, dtype="bool")

CASES: list[Case] = [
    Case("Calculate", (SEQUENCE, SEQUENCE), ((5, 8),)),
    *(
        Case("Calculate", (s(2, 5, 8), free(5, 1)), ((2, 5, 8),), {"operation": operation})
        for operation in ("add", "subtract", "multiply", "divide", "maximum", "minimum")
    ),
    Case("Calculate", (VECTOR, None), ((12,),), {"operation": "divide", "number": 8.0}),
    Case("Calculate", (VECTOR, None), ((12,),), {"operation": "subtract", "number": 1.0, "reversed": True}),
    Case("Calculate", (VECTOR, None), ((12,),), {"operation": "power", "number": 3.0}),
    Case("Calculate", (VECTOR, None), ((12,),), {"operation": "maximum", "number": 0.25}),
    Case("Calculate", (TOKENS, None), ((6,),), {"operation": "remainder", "number": 3.0}),
    Case("Compare", (SEQUENCE, free(8)), ((5, 8),)),
    *(
        Case("Compare", (VECTOR, None), ((12,),), {"relation": relation, "number": 0.0, "reversed": relation == "less"})
        for relation in ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal")
    ),
    Case("Logic", (MASK, MASK), ((5, 8),)),
    Case("Logic", (MASK, s(1, 8, dtype="bool")), ((5, 8),), {"connective": "xor"}),
    Case("Logic", (MASK, None), ((5, 8),), {"connective": "not"}),
    Case("Where", (MASK, SEQUENCE, free(8)), ((5, 8),)),
    Case("Where", (MASK, SEQUENCE, None), ((5, 8),), {"number": -1.5}),
    Case("MaskedFill", (SEQUENCE, MASK), ((5, 8),), {"infinite": False}),
    Case("MaskedFill", (s(2, 5, 8), s(1, 1, 8, dtype="bool")), ((2, 5, 8),), {"infinite": False, "value": -2.0}),
    one("Function", VECTOR, (12,), function="expm1"),
    one("Function", PICTURE, (4, 9, 7), function="erf"),
    one("Index", SEQUENCE, (8,)),
    one("Index", PICTURE, (2, 1, 4), index=":, -1, 2:-5, None, ::2"),
    one("View", SEQUENCE, (40,), sizes=[-1, 40]),
    one("View", VECTOR, (3, 4), sizes=[-1, 3, 4]),
    one("PermuteAxes", PICTURE, (7, 4, 9), order=[0, 3, 1, 2]),
    Case("ExpandToBatch", (free(1, 3, 4), VECTOR), ((3, 4),)),
    one("Diagonal", PICTURE, (4, 7)),
    one("Diagonal", s(2, 5, 4), (4, 2), dim1=2, dim2=1),
    one("LSTMStates", SEQUENCE, (5, 64), (1, 64), (1, 64)),
    one(
        "LSTMStates",
        SEQUENCE,
        (5, 12),
        (4, 6),
        (4, 6),
        hidden_size=6,
        num_layers=2,
        bidirectional=True,
        dropout=0.2,
        bias=False,
    ),
    one(
        "GRUStates", SEQUENCE, (5, 12), (4, 6), hidden_size=6, num_layers=2, bidirectional=True, dropout=0.2, bias=False
    ),
    one(
        "RNNStates",
        SEQUENCE,
        (5, 12),
        (4, 6),
        hidden_size=6,
        num_layers=2,
        bidirectional=True,
        dropout=0.2,
        bias=False,
        nonlinearity="relu",
    ),
    one("FillBatch", TOKENS, (8,)),
    one("FillBatch", VECTOR, (2, 3), shape=[2, 3], value=0.5),
    Case("MatrixProduct", (SEQUENCE, free(8, 3)), ((5, 3),)),
    Case("MatrixProduct", (s(2, 5, 8), s(1, 8, 3)), ((2, 5, 3),)),
    Case("TensorProduct", ((SEQUENCE, free(8, 3)),), ((5, 3),)),
    Case("TensorProduct", ((s(4), s(3), free(4, 3, 2)),), ((2,),), {"equation": "bi,bj,ijk->bk"}),
    Case("TiedLinear", (SEQUENCE, free(3, 8), None), ((5, 3),)),
    Case("TiedLinear", (PICTURE, free(3, 7), free(3)), ((4, 9, 3),)),
    Case("TableLookup", (TOKENS, free(9, 4)), ((6, 4),)),
    one("Reduce", SEQUENCE, (8,), dim=[1]),
    one("Reduce", SEQUENCE, (8,), reduction="var", dim=[1], correction=0),
    *(
        one("Reduce", SEQUENCE, (5, 1), reduction=reduction, dim=[-1], keepdim=True)
        for reduction in ("mean", "prod", "amax", "amin", "var", "std", "logsumexp", "norm")
    ),
]

MISFITS: list[Misfit] = [
    ("Calculate", {}, (SEQUENCE, s(4, 8)), r"agree or are 1.*\(N, 5, 8\) and \(N, 4, 8\)"),
    ("Calculate", {}, (MASK, MASK), "expects numbers to add"),
    ("Compare", {}, (SEQUENCE, free(5)), "agree or are 1"),
    ("Logic", {}, (SEQUENCE, MASK), "bool, got float32"),
    ("Logic", {}, (MASK, None), "two masks for and"),
    ("Where", {}, (SEQUENCE, SEQUENCE, None), "bool, got float32"),
    ("MaskedFill", {}, (SEQUENCE, SEQUENCE), "bool, got float32"),
    ("Function", {}, (TOKENS,), "float32, got int64"),
    ("Index", {"index": ":, 9"}, (SEQUENCE,), r"positions that exist for \[:, 9\]"),
    ("Index", {"index": ":, :, :, 0"}, (SEQUENCE,), "at least 4 axes"),
    ("View", {"sizes": [5, 8]}, (SEQUENCE,), "one size of -1"),
    ("PermuteAxes", {}, (SEQUENCE,), "expects 2 axes"),
    ("ExpandToBatch", {}, (free(3, 4), VECTOR), "first axis of 1"),
    ("ExpandToBatch", {}, (free(1, 4), free(2)), "batch N as first axis"),
    ("FillBatch", {}, (free(3),), "batch N as first axis"),
    ("Diagonal", {"dim1": 2, "dim2": 2}, (SEQUENCE,), "two different axes"),
    ("LSTMStates", {"dropout": 0.5}, (SEQUENCE,), "num_layers >= 2"),
    ("GRUStates", {}, (VECTOR,), "expects"),
    ("RNNStates", {}, (VECTOR,), "expects"),
    ("MatrixProduct", {}, (SEQUENCE, free(5, 3)), "last axis of a"),
    ("TensorProduct", {}, ((SEQUENCE, free(5, 3)),), "one size for d"),
    ("TensorProduct", {}, ((SEQUENCE,),), "expects 2 links"),
    ("TiedLinear", {}, (SEQUENCE, free(8, 3), None), "as many as weight has columns"),
    ("TiedLinear", {}, (SEQUENCE, free(3, 8), free(8)), "as long as weight has rows"),
    ("TableLookup", {}, (SEQUENCE, free(9, 4)), "int64, got float32"),
    ("Reduce", {"dim": [3]}, (SEQUENCE,), "axes of x in dim"),
]

BAD_VALUES: list[BadValue] = [
    ("Index", {"index": "x.shape"}, "a position, start:stop:step"),
    ("Index", {"index": ":, 1:2:0"}, "a position, start:stop:step"),
    ("Index", {"index": "__import__('os')"}, "a position, start:stop:step"),
    ("View", {"sizes": [-1, -1]}, "at most one -1"),
    ("PermuteAxes", {"order": [1, 2]}, "each axis from 0 on once"),
    ("TensorProduct", {"equation": "ab,bc->ad"}, "result letters of the inputs"),
    ("TensorProduct", {"equation": "...ij->ij"}, "expected letters"),
    ("Parameter", {"shape": [2**20, 2**20]}, "at most 67,108,864 numbers"),
    ("Constant", {"shape": [2, 2], "fill": "range"}, "expected 1 sizes"),
    ("Constant", {"shape": [2], "fill": "lower"}, "at least 2 sizes"),
    ("Constant", {"shape": [3], "fill": "numbers", "numbers": "1, 2"}, "expected 3 numbers, got 2"),
    ("Constant", {"shape": [1], "fill": "numbers", "numbers": "open()"}, "numbers with commas"),
]
