"""Endpoints, one module per group. A route converts, calls the planner and renders; it catches nothing."""
