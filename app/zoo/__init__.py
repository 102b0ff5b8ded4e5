"""Reference networks at their full size, drawn with blocks. ``python -m app.zoo`` writes their project files.

project = entry("resnet-50").build()                                # app.zoo.catalogue
small = entry("resnet-50").build(width=1 / 8, side=64)              # the same drawing, for a test
"""
