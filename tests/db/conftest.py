from tests.support.stores import empty_url, store_templates, store_url

__all__ = ["empty_url", "store_templates", "store_url"]
