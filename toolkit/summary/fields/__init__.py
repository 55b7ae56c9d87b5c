"""The fields (columns) of a merged list, given or computed: their values over the frame, their formula for a row.

How to add a kind of computed field: a class here that derives from `Field` (or `KeyedField`, where it depends on
rows of another list), with `compute_values` and `build_formula`; a `_make_…` method in `plan_fields`; and its
declaration in toolkit/definition/derived.py.
"""
