"""The monitor's use cases, over their own ports: nothing of the platform's side is loaded."""
