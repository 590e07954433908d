"""Writers that put the made-up school into the layouts schools use, one module per family."""
