"""The one error of the verifier: what does not hold, and where. Showing it is left to the command."""

from __future__ import annotations


class VerifyError(Exception):
    """Something does not hold. `kind` is a stable word for programs, `index` the leaf it concerns (None: the log)."""

    def __init__(self, kind: str, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.index = index
