from ...private_cups import queue

__all__ = ["queue"]
