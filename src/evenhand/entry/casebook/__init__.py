"""The monitor's pages: static, read-only HTML that a phone shows and a printer prints."""
