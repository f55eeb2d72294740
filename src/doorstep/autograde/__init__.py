"""nbgrader's autograde for a whole cohort: the same rows, notebooks and files, many times faster.

Made for any nbgrader course and imports nothing else of Doorstep. One fork server holds a warm Python with the
exercise's imports; each hand-in runs in a child of it. Workers put nbgrader's own preprocessors to work on what was
read of the gradebook once, and one coordinator writes rows, a batch in one transaction.
"""
