"""The search for decoders that give every survivor the same weight, and why it is one of its own.

A fixed decoder's error is a quadratic form whose couplings are the same at every node. So they are
sorted into levels once, row values are counted in bits, and the last pair is looked up; the general
tree (`adversary.worst_case.tree`), whose couplings change with every worker kept, can prepare
nothing of that. On the general tree with a frozen policy, rounding and records left out, fixed
decoders take 1.6 to 14 times as long (reg:60:6, s = 16: 3.15 s against 0.37 s; reg:100:8, s = 12:
2.19 s against 0.16 s). One tree for both was to be taken up to 1.5 times. The whole table, and why
the stacks of nodes are two as well, stands in docs/measurements.md.
"""
