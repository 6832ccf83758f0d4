"""How the service listens."""

import os
import socket
from pathlib import Path

import pytest
import uvicorn
from uvicorn.supervisors import Multiprocess

from api.cli import main
from api.metrics import MULTIPROCESS_VARIABLE


@pytest.fixture
def command(drawn_territory_784: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Give the command that serves a drawn town; what it puts into the environment is taken out again."""
    for name in ("TERRITORY", "PORT", "WORKERS"):
        monkeypatch.setenv(f"TERRILS_{name}", "")
    monkeypatch.setenv("TERRILS_STORE_PATH", str(tmp_path / "store.sqlite"))
    return ["serve", "--territory", str(drawn_territory_784), "--port", "0", "--workers"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_does_not_wait_for_the_receipt_of_its_head(
    monkeypatch: pytest.MonkeyPatch, command: list[str], workers: int
) -> None:
    used: list[int] = []

    def note(listening: socket.socket) -> None:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            used.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        listening.close()

    def serve(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        server.started = True
        note(sockets[0])

    monkeypatch.setattr(uvicorn.Server, "run", serve)
    monkeypatch.setattr(Multiprocess, "run", lambda self: note(self.sockets[0]))
    main([*command, str(workers)])
    assert used == [1]
    assert MULTIPROCESS_VARIABLE not in os.environ


def test_a_service_that_does_not_start_ends_with_an_error(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda _server, sockets: sockets[0].close())
    with pytest.raises(SystemExit) as ended:
        main([*command, "1"])
    assert ended.value.code not in {0, None}
