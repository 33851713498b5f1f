from tests.support.postgresql import postgresql_server
from tests.support.signed_in import jana, oliver
from tests.support.time import later

__all__ = ["jana", "later", "oliver", "postgresql_server"]
