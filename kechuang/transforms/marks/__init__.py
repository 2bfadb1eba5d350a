"""Characters to marks: the only code that looks at characters."""
