"""The administrative record: what the plan had before its final decision. Pure; rows are in `cases.models`.

Under ERISA a court looks as a rule at what was before the administrator when it decided for the last time (Vega v.
National Life Ins. Servs., 188 F.3d 287 (5th Cir. 1999), from general knowledge, not checked): what is not in the record
by then may never count.
"""
