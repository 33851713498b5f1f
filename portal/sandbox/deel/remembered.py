"""Reads that cost more to put together than to give again."""

import threading
from collections.abc import Callable
from functools import wraps

from flask import request

from portal.sandbox.deel.call import Answer, Call

KEPT = 512
Key = tuple[object, ...]


def remembered(handler: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a read's last answer again, until something is written or the day changes.

    Not for answers that hold links to files: those expire.
    """
    answers: dict[Key, Answer] = {}
    lock = threading.Lock()

    @wraps(handler)
    def recall(call: Call, **ids: str) -> Answer:
        store = call.sandbox.store
        key = (
            store,
            store.version,
            call.sandbox.clock.today(),
            call.caller.worker,
            request.query_string,
            *ids.values(),
        )
        answer = answers.get(key)
        if answer is None:
            answer = handler(call, **ids)
            with lock:
                if len(answers) >= KEPT:
                    answers.clear()
                answers[key] = answer
        return answer

    return recall
