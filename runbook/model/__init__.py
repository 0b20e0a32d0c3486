"""The nouns of the kit: frozen, without input or output."""
