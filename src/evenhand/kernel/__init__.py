"""What every floor stands on: errors that explain themselves, time, ids, canonical JSON, languages."""
