"""The demo office: ten people, and one month taken from typed letters to the workbook by the program's own doors."""
