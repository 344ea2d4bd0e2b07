"""Other programs' projects: what they keep beside their boxes, and being one of their jobs.

Reading and writing boxes is in `engine.data.formats`. No Qt here, and torch only in jobs that pick or train.
"""
