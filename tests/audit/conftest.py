from tests.support.stores import store_templates, store_url

__all__ = ["store_templates", "store_url"]
