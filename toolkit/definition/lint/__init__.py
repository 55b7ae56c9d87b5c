"""Find the mistakes of a well-formed definition; each module checks one part of it.

`definition.find_mistakes` runs them all; each reports to the `ProblemCollector` of the file that it checks.
"""
