"""Values of CMS: contents, signatures, recipients and attributes."""
