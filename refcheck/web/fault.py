"""What stops a source from becoming a page, on its way to being an `Unavailable`."""

from __future__ import annotations

from refcheck.model import Unread


class Fault(Exception):  # noqa: N818 - not an error of the run: the fetcher turns it into a value
    """Why a source can not be had; `transient` faults may be tried again, after `wait` seconds where that is known.

    `gone` is that of a page that is not there any more, as far as its server or the names tell: no outage. `status` is
    that of an answer which is no page, 0 where there was no answer.
    Deliberately no OSError: urllib3 and requests wrap those, and would hide the reason.
    """

    def __init__(
        self,
        reason: Unread,
        detail: str,
        *,
        transient: bool = False,
        wait: float | None = None,
        gone: bool = False,
        status: int = 0,
    ) -> None:
        self.reason = reason
        self.transient = transient
        self.wait = wait
        self.gone = gone
        self.status = status
        super().__init__(detail)
