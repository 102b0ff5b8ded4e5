"""What a drawing costs and sees: parameters, FLOPs, memory, receptive fields, as rows and figures."""
