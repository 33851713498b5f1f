"""Deel. Facts: hr-apis/deel.md; limits and quirks: docs/backends/deel.md."""
