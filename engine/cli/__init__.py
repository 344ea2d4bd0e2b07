"""The command line: one subcommand for each job, its arguments made from the job's config."""
