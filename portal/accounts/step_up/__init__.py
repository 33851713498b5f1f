"""A fresh proof of who is there, before an act that needs one."""
