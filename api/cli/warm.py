"""The command `warm`: compile the kernels, so that no request ever has to."""

from __future__ import annotations

import importlib
import re
import time

import click

__all__ = ["are_kernels_ready", "warm"]

_KERNEL = re.compile(r"^@kernel\(", re.MULTILINE)


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


def are_kernels_ready() -> bool:
    """Whether all kernels of this version lie compiled in the cache, so that opening a territory takes no minutes."""
    from graphs.kernels.cache import default_cache_root, fingerprint, kernel_sources

    try:
        folder = default_cache_root() / "kernels"
    except RuntimeError:
        return False
    compiled = (path for path in kernel_sources() if _KERNEL.search(path.read_text(encoding="utf-8")))
    return all((folder / fingerprint(path)).is_dir() for path in compiled)


def _depth(parts: tuple[str, ...]) -> int:
    """Count the parts from the package on."""
    last = max(index for index, part in enumerate(parts) if part in {"graphs", "planner"})
    return len(parts) - last
