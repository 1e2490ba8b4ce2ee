"""Answers without a start-up: the HTTP service with its live page, and the daemon behind `replylint check --daemon`.

Empty on purpose: the thin client imports from here and must not pay for the rest.
"""
