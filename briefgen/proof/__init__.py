"""Turn what was made of a brief into findings: the checks, one small module a family."""
