"""Bots, pretend cohorts, and the check that proves the course whole."""
