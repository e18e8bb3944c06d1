"""Upper bounds on the worst case by convex programs: floats propose, a rational proof decides."""
