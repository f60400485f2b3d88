"""How a process ends or begins anew: what its signals ask, and what each server answers before."""
