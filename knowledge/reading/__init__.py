"""One file a format: each has `read(content, name)`, which returns the file's sections."""
