"""For load balancers: alive, and able to serve."""
