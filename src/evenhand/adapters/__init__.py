"""The outside world: databases, engines, files, judges. Adapters do not import one another."""
