"""How the workers' lines look: an event and its fields, and no value of a variable ever."""

import logging

import structlog


def configure_logs(level: int = logging.INFO) -> None:
    """Plain tracebacks: a rich one would show what the variables held, names and amounts too."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
    )
