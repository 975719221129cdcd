"""The names stand in seismology.ttl; this file only makes its folder a package."""
