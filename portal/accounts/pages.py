"""The pages of sign-in and of one's account: one blueprint, whose views stand in several files."""

from portal.accounts import account_views, views
from portal.accounts.factors import app_views, passkey_views, sign_in_views
from portal.accounts.oidc import views as oidc_views
from portal.accounts.personal import views as personal_views
from portal.accounts.step_up import views as step_up_views

__all__ = [
    "account_views",
    "app_views",
    "bp",
    "oidc_views",
    "passkey_views",
    "personal_views",
    "sign_in_views",
    "step_up_views",
]

bp = views.bp
