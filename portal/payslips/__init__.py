"""Payslips: by year, one by one, as files that are streamed and never kept."""
