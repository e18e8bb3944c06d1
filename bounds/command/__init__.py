"""The verbs of the command line that bounds answers, a file each."""
