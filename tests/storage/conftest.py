from tests.support.postgresql import postgresql_server
from tests.support.signed_in import jana, oliver

__all__ = ["jana", "oliver", "postgresql_server"]
