"""A synthetic population for any catalogue: lives are made, registries hold what the catalogue says they hold of them."""
