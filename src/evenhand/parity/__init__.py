"""What is even and what is not: figures per language, surface and (audit only) community, and where unevenness enters.

Pure: small cubes of counts in (`cubes`), a report out (`report`, `document`, `page`). Reading files and labels is left
to `adapters.counting`, running audits and swapped pairs to `service.watch`.
"""
