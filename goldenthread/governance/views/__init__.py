"""The kinds of record of this room, one file for each noun."""
