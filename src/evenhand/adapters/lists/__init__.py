"""Published lists outside the workspace's tables: fetching them, and rows kept from the registry they make."""
