"""The story of one case, told by the people who walk it through the pages."""
