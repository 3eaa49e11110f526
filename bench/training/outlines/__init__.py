"""Train the network that proposes card outlines, on drawn photos only: draw, train, export, measure."""
