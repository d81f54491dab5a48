"""Answers with and without planted errors, generated from stored results, to measure the number guard on."""
