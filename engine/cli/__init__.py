"""The command line: one command per job, its arguments derived from the job's config."""
