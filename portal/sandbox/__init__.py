"""An HR system of one small company that runs on this machine and speaks its vendors' APIs.

It stands alone: nothing of the portal is imported here. `portal demo` and the tests run against it.
"""
