"""Everything that is the worker's in one file: payslips and documents."""
