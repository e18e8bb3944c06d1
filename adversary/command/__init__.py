"""The verbs of the command line that adversary answers, a file each."""
