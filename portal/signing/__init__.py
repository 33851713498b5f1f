"""What every signature in the portal shares: the typed name and the consent."""
