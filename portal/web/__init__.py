"""What every page shares: errors, headers, formats, forms, streaming."""
