"""Exports: Python source, safetensors, ONNX; each checked against the live model before it is called done.

    report = export(RunFolder.open(path), "python", Path("digits.py"))          # app.export.export

`app.export.formats` lists the formats without importing torch.
"""
