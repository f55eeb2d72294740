"""Measurements: `make bench`. Speed is a ratio within one run, since machines differ and drift."""
