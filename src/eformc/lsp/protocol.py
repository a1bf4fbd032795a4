"""JSON-RPC as an editor may send it: what has not the shape that the protocol wants is answered with an error, and no
error of the server's.
"""

from __future__ import annotations

import logging
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import JsonRPCNotification

_NOT_READ = "Unable to deserialize message"


class Protocol(LanguageServerProtocol):
    """Answers every request, also one that cannot be read."""

    def structure_message(self, data: Any) -> Any:
        """The message that a JSON object is; one that nobody handles where it is none."""
        try:
            return super().structure_message(data)
        except JsonRpcException as problem:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=problem.to_response_error())
            return JsonRPCNotification(method="$/refused", jsonrpc=self.VERSION, params=None)


def _unexpected(record: logging.LogRecord) -> bool:
    """Whether something went wrong: a request that is refused by its rules is answered, and no error of the server's."""
    if record.exc_info and isinstance(record.exc_info[1], JsonRpcInvalidParams):
        return False
    return not record.msg.startswith(_NOT_READ)


def _on_one_line(record: logging.LogRecord) -> bool:
    """Of what is no JSON, or was sent after the end, one line is logged."""
    if record.exc_info and record.exc_info[1] is not None:
        record.msg = f"{record.msg}: {type(record.exc_info[1]).__name__}: {str(record.exc_info[1])[:200]}"
        record.args, record.exc_info = (), None
    return True


def quiet() -> None:
    """Log what is refused as such, without a traceback."""
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_unexpected)
    logging.getLogger("pygls.server").addFilter(_on_one_line)
