"""A letter's text as a Word document and back: which paragraph is which block is told by hidden bookmarks."""
