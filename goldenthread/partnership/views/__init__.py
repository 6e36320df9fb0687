"""Pages of the partnership room: kinds of record, structure, accounts, sign-in."""
