"""Lower bounds on the worst case of every code of a shape: how good any code could be."""
