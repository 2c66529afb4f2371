"""What AD CS and the Windows client add to CMC: a control, attributes, extensions, the text of regInfo."""
