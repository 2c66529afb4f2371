"""What AD CS and the Windows client add to CMC: a control, attributes, extensions, regInfo, the key archive."""
