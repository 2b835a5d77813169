"""Known texts set as pages, flattened as tools flatten them, and read back: how much is right."""
