"""How our lines look: an event and its fields, and no value of a variable ever."""

import logging

import structlog


def configure_logs(level: int = logging.INFO, *, as_json: bool = False) -> None:
    """One line an event; JSON where machines read it, key=value where people do.

    Plain tracebacks: a rich one would show what the variables held, names and amounts too.
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(_JSON if as_json else _TEXT),
        ],
    )


_JSON = (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
_TEXT = (
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
)
