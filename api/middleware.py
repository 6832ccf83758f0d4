"""What wraps every request: its id, its log line and figures, the limit of its body, and the last net under errors."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect

from api.errors import TooLargeError
from api.logs import get_logger
from api.problems import to_problem_response
from api.tiles import TILES_PREFIX

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.metrics import Metrics

__all__ = ["BodyLimit", "Compression", "HeadRequests", "RequestContext"]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CLIENT_LEFT = 499
_KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestContext:
    """Gives a request its id, logs and counts it, and answers 500 without a word of the inside where all else failed.

    Parameters
    ----------
    app
        The application inside.
    metrics
        Where requests are counted.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        request_id = _pick_request_id(Headers(scope=scope).get("x-request-id"))
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except ClientDisconnect:
                # Whoever leaves in the middle of a body is no fault of the service, and nobody is there to be answered.
                status = status or _CLIENT_LEFT
            except Exception as error:  # noqa: BLE001
                get_logger().exception("request failed", error=type(error).__name__)
                if not status:
                    await to_problem_response(error)(scope, receive, send_with_id)
            self._note(scope, status, time.perf_counter() - begin)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in _KNOWN_METHODS else "other"
        self._metrics.count_request(route=route, method=method, status=status, seconds=seconds)
        get_logger().info("request", route=route, method=method, status=status, ms=round(1000 * seconds, 1))


class Compression:
    """Packs answers with gzip, but for map tiles: these are packed already, and ranges count the bytes as they are.

    Parameters
    ----------
    app
        The application inside.
    minimum_size
        Shorter answers are sent as they are.
    """

    def __init__(self, app: ASGIApp, *, minimum_size: int) -> None:
        self._plain = app
        self._packing = GZipMiddleware(app, minimum_size=minimum_size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        plain = scope["type"] != "http" or TILES_PREFIX in scope["path"]
        await (self._plain if plain else self._packing)(scope, receive, send)


class HeadRequests:
    """Answers HEAD as GET without the body; only GET knows ranges (RFC 9110, 14.2). `scope["head"]` is true then."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        headers = [item for item in scope["headers"] if item[0].lower() != b"range"]
        inner = {**scope, "method": "GET", "headers": headers, "head": True}
        try:
            await self._app(inner, receive, send_without_body)
        finally:
            scope["route"] = inner.get("route")


class BodyLimit:
    """Refuses bodies that are too large, by what they announce and by what really comes.

    Parameters
    ----------
    app
        The application inside.
    limit_bytes
        Largest body.
    """

    def __init__(self, app: ASGIApp, *, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and len(announced) < 20 and int(announced) <= self._limit_bytes:  # noqa: PLR2004
            await self._app(scope, self._limit(receive), send)
        else:
            await to_problem_response(self._to_error())(scope, receive, send)

    def _limit(self, receive: Receive) -> Receive:
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > self._limit_bytes:
                    raise self._to_error()
            return message

        return receive_some

    def _to_error(self) -> TooLargeError:
        msg = f"a body may have at most {self._limit_bytes} bytes"
        return TooLargeError(msg, limit_bytes=self._limit_bytes)


def _pick_request_id(asked: str | None) -> str:
    """Keep the caller's id where it is harmless, else draw one."""
    return asked if asked and _REQUEST_ID.fullmatch(asked) else secrets.token_hex(8)
