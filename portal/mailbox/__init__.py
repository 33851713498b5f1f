"""The mailbox of ``portal demo``: reads the mails that the portal wrote into a folder."""
