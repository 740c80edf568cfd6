"""Stub."""


def keep_schedule(config, stopping): ...
