"""Broken input by the thousand: how it is made, what is fed with it, and what counts as a fault."""
