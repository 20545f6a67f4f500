"""The firms' files: reading them, naming their faults, and taking up changes while we run.

For app.py and the command line only; every other room is given a Tenant.
"""

from receptionist.tenants.book import TenantBook
from receptionist.tenants.reading import Reading, read_file, read_tenant

__all__ = ["Reading", "TenantBook", "read_file", "read_tenant"]
