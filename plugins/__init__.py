"""The contract between the core and its countries: what both sides say, and the machinery that asks."""

from pluggy import HookimplMarker, HookspecMarker

PROJECT = "abrigo"

#: The contract's version, major.minor. A country written for an older minor runs; another major stops it.
CONTRACT = (1, 0)

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)
