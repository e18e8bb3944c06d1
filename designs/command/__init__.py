"""The verbs of the command line that designs answers, a file each."""
