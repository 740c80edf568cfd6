"""One file a subcommand: SUMMARY, arguments(parser), run(options); imports only when it runs."""
