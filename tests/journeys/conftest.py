from tests.support.signed_in import jana, oliver
from tests.support.tls import self_signed_server

__all__ = ["jana", "oliver", "self_signed_server"]
