"""Generator of the demonstration territory, for ``python -m data.demo.generator --out DIR``; see its README."""
