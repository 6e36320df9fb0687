"""Forms of the dataset."""
