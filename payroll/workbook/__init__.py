"""The accountant's workbook: what a month came to, as an Excel file and as CSV.

`book` puts the sheets together; each sheet's module says its columns and how values become rows. `stream` writes
rows fast and always to the same bytes, `styles` says how cells look, `csv_files` writes the same rows as CSV.
docs/pay-workbook.md explains every sheet and column to an accountant.
"""
