"""Setting pages as PDF: the engine and which characters its fonts print. What is on a page is decided elsewhere."""
