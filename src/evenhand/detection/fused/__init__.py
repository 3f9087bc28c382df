"""The fused scanner: names found in raw UTF-8 buffers in one compiled pass, with the plain scanner as its oracle."""
