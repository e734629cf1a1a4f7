"""Takes in what branches send: read strictly, verified by its signature, kept in versions, or turned away."""
