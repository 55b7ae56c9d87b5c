"""The sheets of 三类清单汇总.xlsx, one file per kind of sheet."""
