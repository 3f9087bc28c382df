"""Files of share events and campaign records in, what a coordination run found out. Rules are left to `campaigns`."""
