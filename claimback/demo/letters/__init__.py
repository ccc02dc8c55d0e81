"""Documents of the demonstration: an insurer's two letters, a return receipt and two pieces of evidence."""
