"""Lists of the API as files: asked for, made by a worker page by page, downloaded for some days.

`lists` says which lists there are and reads their pages by their own doors, `narrowing` what a page of the admin shows;
`writing` makes the files. An export is read as whoever asked for it, with what they may see while it is made.
"""
