"""How fast the program is, beside what an ordinary script takes: `python -m benchmarks` measures and writes the tables.

processes   what a command takes as a whole process, its children included
tasks       what is measured, and beside what
tables      the tables of docs/performance.md
large_round a campaign of many units that all returned their workbooks
scripts/    the ordinary scripts, which know nothing of the program
"""
