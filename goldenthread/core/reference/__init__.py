"""Bank holidays, school terms and clock rules: read, kept and loaded as dated rows.

`queries` reads them, `services` changes them, `load` brings them from data files.
"""
