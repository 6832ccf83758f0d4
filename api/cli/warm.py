"""The command `warm`: compile the kernels, so that no request ever has to."""

from __future__ import annotations

import importlib
import time

import click

__all__ = ["warm"]


@click.command()
def warm() -> None:
    """Compile all search kernels into the cache; done once per version and machine."""
    from api.cli.progress import CountProgress
    from graphs.kernels.cache import default_cache_root, kernel_sources

    begin = time.perf_counter()
    names = [".".join(path.with_suffix("").parts[-_depth(path.parts) :]) for path in kernel_sources()]
    modules = sorted({name.removesuffix(".__init__") for name in names})
    with CountProgress(len(modules), "kernels") as progress:
        for module in modules:
            importlib.import_module(module)
            progress.advance()
    click.echo(f"kernels are ready in {default_cache_root()} after {time.perf_counter() - begin:.1f} s", err=True)


def _depth(parts: tuple[str, ...]) -> int:
    """Count the parts from the package on."""
    last = max(index for index, part in enumerate(parts) if part in {"graphs", "planner"})
    return len(parts) - last
