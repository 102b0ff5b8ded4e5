"""Netloom's engine and window."""

import os

# numpy's own threads would fight torch's for the cores: small products of the live landscape took 20 ms instead of 1.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
