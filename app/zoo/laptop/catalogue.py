"""The examples that are built by code, by public name."""

from __future__ import annotations

from collections.abc import Callable

from app.graph.project import Project
from app.zoo.laptop.densenet import digits_densenet
from app.zoo.laptop.fourier import spirals_fourier
from app.zoo.laptop.gpt import sonnets_gpt
from app.zoo.laptop.highway import digits_highway
from app.zoo.laptop.lenet import digits_lenet
from app.zoo.laptop.mobilenet import digits_mobilenet
from app.zoo.laptop.selu import tumours_selu
from app.zoo.laptop.siamese import pairs_siamese
from app.zoo.laptop.unet import scenes_unet
from app.zoo.laptop.vae import digits_vae
from app.zoo.laptop.vit import digits_vit
from app.zoo.laptop.xor import xor_mlp

EXAMPLES: dict[str, Callable[[], Project]] = {
    "xor-mlp": xor_mlp,
    "spirals-fourier": spirals_fourier,
    "digits-lenet": digits_lenet,
    "digits-densenet": digits_densenet,
    "digits-mobilenet": digits_mobilenet,
    "digits-vit": digits_vit,
    "digits-highway": digits_highway,
    "digits-vae": digits_vae,
    "tumours-selu": tumours_selu,
    "scenes-unet": scenes_unet,
    "pairs-siamese": pairs_siamese,
    "sonnets-gpt": sonnets_gpt,
}
