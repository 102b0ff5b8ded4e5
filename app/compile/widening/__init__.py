"""Which tensors grow, and how, when a layer gets more units and the network is to go on saying the same."""
