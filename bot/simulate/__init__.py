"""A synthetic region at work against the real engine: what an installation can take, and whether
anything gets lost, doubled or out of order meanwhile. Nothing in it is real, and nobody is told."""
