"""The embedded demonstration territory: a schematic network between real places, and what it is built from."""
