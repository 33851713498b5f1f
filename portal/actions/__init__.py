"""What became of something that was sent."""
