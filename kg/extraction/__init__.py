"""From a paper to what its text says: the spaCy pipeline and its components."""
