"""The search for decoders that give every survivor the same weight."""
