"""The one gate between features and HR systems: tokens, ownership, reads side by side, writes.

A view holds a ``WorkerGateway`` (``worker.py``); the other modules are its parts.
"""
