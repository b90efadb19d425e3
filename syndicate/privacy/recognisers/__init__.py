"""What the scan can recognise: one module per family, and a place for a company's own."""
