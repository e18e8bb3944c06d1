"""Which gradient code should I use, and who proves it? The front door of the three rooms."""
