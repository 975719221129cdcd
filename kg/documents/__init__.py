"""Readers: from files of any supported format to a stream of papers."""
