"""Working with other programs: their projects, converting and comparing boxes, and running as one of their jobs.

Box files are read and written by `engine.data.formats`. Only jobs that pick or train load torch.
"""
