"""Every setting, typed and checked at boot. Names and meanings: README, "Settings"."""

from portal.settings.model import DeelSettings, OIDCSettings, Settings
from portal.settings.reading import SettingsError, load
from portal.settings.values import SNAPSHOT_SECONDS

__all__ = ["SNAPSHOT_SECONDS", "DeelSettings", "OIDCSettings", "Settings", "SettingsError", "load"]
