"""Printing in the window: what to print, its pages, the printer, and the papers that come back."""
