"""Generator of the demonstration territory: real places joined by invented streets. Not for navigation.

Run ``python -m data.demo.generator --out DIR [--seed 1360]``; the same seed gives the same bytes.
``data/demo/README.md`` shows the rooms.
"""
