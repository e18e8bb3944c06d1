"""Fields, integer and modular linear algebra, arithmetic."""
