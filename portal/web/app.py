"""The bare Flask app: folders, cookies, templates, static files."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask, url_for
from flask.templating import Environment
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.settings import Settings
from portal.web.assets import asset_urls
from portal.web.pages import htmx
from portal.web.places import STATIC, TEMPLATES

csrf = CSRFProtect()


class TemplateEnvironment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dictionary for all templates, none of which has globals of its own: Jinja compares
        those of the importing and the imported one at each import."""
        return {**self.globals, **d} if d else self.globals


def new_app(settings: Settings) -> Flask:
    """An app without pages. Only files below ``static/build`` are served, compressed and cached."""
    # WhiteNoise serves the files, so Flask has no static route of its own.
    app = Flask("portal", static_folder=None, template_folder=str(TEMPLATES))
    app.jinja_environment = TemplateEnvironment
    app.config.update(_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset_url"] = asset_urls(STATIC, "/static")
    csrf.init_app(app)
    htmx.init_app(app)

    @app.context_processor
    def names() -> dict[str, Any]:
        return {"brand": settings.brand, "home_url": url_for("home.index")}

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC / "build"),
        prefix="static/build/",
        max_age=31_536_000,
        immutable_file_test=r"^/static/build/.+$",
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(settings.secret_keys[1:]),
        # The last one signs; forms that are open while the key changes can still be sent.
        "WTF_CSRF_SECRET_KEY": list(reversed(settings.secret_keys)),
        # A `__Host-` cookie can't be set by a sibling host or over plain HTTP.
        "SESSION_COOKIE_NAME": "__Host-portal" if settings.secure else "portal",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PREFERRED_URL_SCHEME": "https" if settings.secure else "http",
        "MAX_CONTENT_LENGTH": (settings.upload_limit_mb + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": True,
        "TEMPLATES_AUTO_RELOAD": False,
    }
