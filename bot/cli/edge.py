"""The edge: HTTP as it comes over the wire, with a bound on what comes before a request is known.

The parser takes headers of any length and number, and nobody else sees a request before they are
whole; a caller who never ends them would fill the memory.
"""

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Bytes of a request's line and headers; browsers send a few thousand.
LARGEST_HEAD: Final = 64 * 1024


class Edge(HttpToolsProtocol):
    """One connection."""

    _head = 0  #: bytes of the head that has not ended yet
    _is_in_head = True

    def data_received(self, data: bytes) -> None:
        """What came over the wire."""
        if self._is_in_head:
            self._head += len(data)
        super().data_received(data)
        if self._is_in_head and self._head > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("Too much before the request.")

    def on_message_begin(self) -> None:
        """A request begins, perhaps behind another in the same piece."""
        self._head, self._is_in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its line and headers are whole."""
        self._is_in_head = False
        super().on_headers_complete()
