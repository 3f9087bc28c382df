"""One folder a source: a manifest (what it is, whose, how old it may get) and a pure parser (bytes in, records out).

`catalogue` finds them by name. Fetching is left to adapters, reading files to `service.lists`.
"""
