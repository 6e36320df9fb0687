"""The pages of the dataset."""
