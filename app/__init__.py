"""Netloom's engine and window."""

import os

# numpy's own threads would fight torch's for the cores: small products of the live landscape took 20 ms instead of 1.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# ONNX Runtime would keep a database in the person's home from the moment it is imported, and send from it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
