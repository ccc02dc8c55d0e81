"""Side-by-side benchmarks: this project against baselines that it carries, interleaved in one run.

    manage.py bench [NAME …] [--rows N] [--rounds N] [--seconds S] [--json] [--data DIR]

`dataset` makes the rows, `installation` starts the servers, `comparisons` says what is asked of whom and what must
hold, `load` asks, `meter` reads processor time, `rounds` interleaves, `report` prints.
"""
