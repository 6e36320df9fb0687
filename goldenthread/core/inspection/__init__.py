"""What an uploaded file really is, and why it is refused (rules I1 and I2).

Plain Python without Django or settings, because `confined` runs it in a child process
that can open no other file and no connection. `look.inspect` is the way in.
"""
