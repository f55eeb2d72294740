"""Doorstep: a practice course for newly qualified children's social workers."""
