"""Policy games: what economies choose alone, against each other and together."""
