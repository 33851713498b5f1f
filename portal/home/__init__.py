"""The first page: what needs the worker, time off, balances, the latest payslip."""
