"""Voice detectors, one a file."""
