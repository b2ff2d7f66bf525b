"""What whoever looks after an installation needs: backup, restore, check, the worker's pulse.

docs/operating.md tells it from their side.
"""
