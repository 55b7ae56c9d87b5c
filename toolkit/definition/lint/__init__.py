"""Judge what a well-formed definition still gets wrong, in one file per part of it.

`definition.find_mistakes` asks them all; each reports to the `ProblemCollector` of the file that it judges.
"""
