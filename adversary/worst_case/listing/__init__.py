"""Every straggler set, in floats with a proved rounding bound; near ties in integers."""
