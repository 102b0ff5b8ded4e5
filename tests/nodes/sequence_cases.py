"""Merge, recurrent, attention, embedding and loss kinds: what fits, and what is refused."""

from __future__ import annotations

from case import PICTURE, SEQUENCE, TOKENS, VECTOR, BadValue, Case, Misfit, one, s

PAIRS: list[Case] = [
    Case("Subtract", (PICTURE, PICTURE), ((4, 9, 7),)),
    Case("Divide", (VECTOR, VECTOR), ((12,),)),
    Case("Maximum", ((VECTOR, VECTOR),), ((12,),)),
    Case("Maximum", ((PICTURE, PICTURE, PICTURE),), ((4, 9, 7),)),
    Case("Minimum", ((VECTOR, VECTOR),), ((12,),)),
    Case("Minimum", ((SEQUENCE, SEQUENCE, SEQUENCE),), ((5, 8),)),
    Case("Average", ((VECTOR, VECTOR),), ((12,),)),
    Case("Average", ((SEQUENCE, SEQUENCE, SEQUENCE),), ((5, 8),)),
    Case("Gate", (VECTOR, VECTOR, VECTOR), ((12,),)),
    Case("Gate", (PICTURE, PICTURE, s(4, 1, 1)), ((4, 9, 7),)),
    Case("AddBroadcast", (PICTURE, s(4)), ((4, 9, 7),)),
    Case("AddBroadcast", (PICTURE, s(4, 1, 1)), ((4, 9, 7),)),
    Case("AddBroadcast", (SEQUENCE, s(8)), ((5, 8),), {"dim": -1}),
    Case("MultiplyBroadcast", (PICTURE, s(4)), ((4, 9, 7),)),
    Case("MultiplyBroadcast", (VECTOR, s(1)), ((12,),)),
    Case("MultiplyBroadcast", (SEQUENCE, s(8)), ((5, 8),), {"dim": 2}),
    Case("Stack", ((VECTOR, VECTOR),), ((2, 12),)),
    Case("Stack", ((SEQUENCE, SEQUENCE, SEQUENCE),), ((5, 8, 3),), {"dim": -1}),
    Case("Split", (PICTURE,), ((2, 9, 7), (2, 9, 7))),
    Case("Split", (SEQUENCE,), ((5, 3), (5, 5)), {"size": 3, "dim": -1}),
    Case("Chunk3", (VECTOR,), ((4,), (4,), (4,))),
    Case("Chunk3", (s(6, 8),), ((2, 8), (2, 8), (2, 8)), {"dim": 1}),
    Case("MatMul", (SEQUENCE, s(8, 3)), ((5, 3),)),
    Case("MatMul", (s(2, 5, 8), s(2, 3, 8)), ((2, 5, 3),), {"transpose_b": True}),
    Case("DotProduct", (VECTOR, VECTOR), ((),)),
    Case("DotProduct", (SEQUENCE, SEQUENCE), ((5, 1),), {"keepdim": True}),
    Case("OuterProduct", (VECTOR, s(3)), ((12, 3),)),
    Case("Bilinear", (VECTOR, s(3)), ((10,),)),
    Case("Bilinear", (SEQUENCE, s(5, 3)), ((5, 2),), {"out_features": 2, "bias": False}),
    Case("CosineSimilarity", (VECTOR, VECTOR), ((),)),
    Case("CosineSimilarity", (SEQUENCE, SEQUENCE), ((5,),), {"dim": -1, "eps": 1e-6}),
    Case("PairwiseDistance", (VECTOR, VECTOR), ((),)),
    Case("PairwiseDistance", (SEQUENCE, SEQUENCE), ((5, 1),), {"p": 1.0, "eps": 1e-5, "keepdim": True}),
    Case("Einsum", (SEQUENCE, s(8, 3)), ((5, 3),)),
    Case("Einsum", (SEQUENCE, SEQUENCE), ((5, 5),), {"equation": "nid,njd->nij"}),
]

RECURRENT: list[Case] = [
    one("RNN", SEQUENCE, (5, 64), (64,)),
    one(
        "RNN", SEQUENCE, (5, 16), (16,),
        hidden_size=8, num_layers=2, bidirectional=True, dropout=0.3, bias=False, nonlinearity="relu",
    ),
    one("RNN", SEQUENCE, (5, 8), (8,), hidden_size=8, num_layers=2, nonlinearity="relu"),
    *(one(kind, SEQUENCE, (8,)) for kind in ("LastStep", "FirstStep", "MeanOverSteps", "MaxOverSteps")),
    one("ReverseSequence", SEQUENCE, (5, 8)),
    one("ReverseSequence", TOKENS, (6,)),
]  # fmt: skip

CASES: list[Case] = [*PAIRS, *RECURRENT]

MISFITS: list[Misfit] = [
    ("Subtract", {}, (VECTOR, s(1)), r"tensors of one shape, got \(N, 12\) and \(N, 1\)"),
    ("Divide", {}, (PICTURE, VECTOR), "tensors of one shape"),
    ("Maximum", {}, ((VECTOR,),), "at least 2 links, got 1"),
    ("Minimum", {}, ((VECTOR, s(3)),), "tensors of one shape"),
    ("Average", {}, ((VECTOR, s(3)),), "tensors of one shape"),
    ("Gate", {}, (VECTOR, s(3), s(3)), "tensors of one shape"),
    ("Gate", {}, (PICTURE, PICTURE, s(2, 1, 1)), r"sizes of a, or 1, on every axis, got \(N, 2, 1, 1\)"),
    ("Gate", {}, (PICTURE, PICTURE, s(4)), "sizes of a, or 1, on every axis"),
    ("AddBroadcast", {}, (PICTURE, s(9)), "the batch and axis 1 of x"),
    ("AddBroadcast", {}, (PICTURE, s(4, 3, 1)), r"as \(N, C\), or with the sizes of x, or 1"),
    ("AddBroadcast", {"dim": 0}, (PICTURE, s(4)), "other than the batch"),
    ("MultiplyBroadcast", {}, (SEQUENCE, s(8)), r"the batch and axis 1 of x, got \(N, 8\) for \(N, 5, 8\)"),
    ("Stack", {}, ((VECTOR, s(3)),), "tensors of one shape"),
    ("Stack", {"dim": 3}, ((VECTOR, VECTOR),), "one of 3 axes, got dim = 3"),
    ("Split", {}, (s(3),), "an even number of entries to cut in the middle, got 3"),
    ("Split", {"size": 12}, (VECTOR,), "size below the 12 entries"),
    ("Split", {"dim": 0}, (VECTOR,), "other than the batch"),
    ("Chunk3", {}, (SEQUENCE,), "divisible by 3 on axis 2"),
    ("MatMul", {}, (SEQUENCE, SEQUENCE), "the last axis of a and the last but one of b"),
    ("MatMul", {"transpose_b": True}, (SEQUENCE, s(8, 5)), "the last axes of both"),
    ("MatMul", {}, (SEQUENCE, s(2, 8, 3)), "all axes before alike"),
    ("DotProduct", {}, (VECTOR, s(1)), "tensors of one shape"),
    ("OuterProduct", {}, (SEQUENCE, VECTOR), r"expects \(N, features\), got"),
    ("Bilinear", {}, (SEQUENCE, VECTOR), "every axis but the last"),
    ("CosineSimilarity", {}, (VECTOR, s(3)), "tensors of one shape"),
    ("CosineSimilarity", {"dim": 2}, (VECTOR, VECTOR), "one of 2 axes"),
    ("PairwiseDistance", {}, (VECTOR, s(3)), "tensors of one shape"),
    ("Einsum", {}, (SEQUENCE, SEQUENCE), "one size for j in nij,njk->nik"),
    ("Einsum", {}, (SEQUENCE, VECTOR), "3 axes for njk in nij,njk->nik, got"),
    ("RNN", {}, (VECTOR,), r"expects \(N, L, features\), got \(N, 12\)"),
    ("RNN", {"dropout": 0.5}, (SEQUENCE,), "num_layers >= 2"),
    *((kind, {}, (VECTOR,), r"expects \(N, L, features\)") for kind in ("LastStep", "FirstStep")),
    *((kind, {}, (PICTURE,), r"expects \(N, L, features\)") for kind in ("MeanOverSteps", "MaxOverSteps")),
    ("ReverseSequence", {}, (PICTURE,), r"expects \(N, L\) or \(N, L, features\)"),
]

BAD_VALUES: list[BadValue] = [
    ("Split", {"size": 0}, ">= 1"),
    ("Einsum", {"equation": "nij,njk"}, "small letters as in nij,njk->nik"),
    ("Einsum", {"equation": "nij,mjk->nik"}, "one first letter"),
    ("Einsum", {"equation": "nij,njk->niz"}, "letters of a and b"),
    ("Einsum", {"equation": "nij,njk->nii"}, "each once"),
]
