"""Turn a finished PDF into files for paper: sheets, numbered copies, a receipt sheet, a print ticket."""
