require('mercator').add_filetypes()
