"""The columns of a merged list, given and worked out: values over the frame, and a formula for one row."""
