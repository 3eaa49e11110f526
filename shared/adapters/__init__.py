"""One file per technology. SDK errors become ours here and nowhere else."""
