"""Tries and records a disclosure with the client that openapi-python-client made, and reads it.

record.py FOLDER-OF-THE-CLIENT URL EXAMPLE, with the tokens in RECORDER and DPO
"""

import json
import os
import pathlib
import sys

sys.path.insert(0, sys.argv[1])

from pyclient.api.disclosures import open_disclosure, record_disclosure  # noqa: E402
from pyclient.client import AuthenticatedClient  # noqa: E402
from pyclient.models import Disclosure, Problem  # noqa: E402

REGISTER = "E07000107"


def client(token):
    return AuthenticatedClient(base_url=sys.argv[2], token=token, raise_on_unexpected_status=True)


written = json.loads(pathlib.Path(sys.argv[3]).read_text())
recorder, dpo = client(os.environ["RECORDER"]), client(os.environ["DPO"])

tried = record_disclosure.sync(REGISTER, client=recorder, body=Disclosure.from_dict(written), dry_run=True)
assert tried.outcome and tried.outcome != "refuse", "a dry run says nothing of what would become of it"
recorded = record_disclosure.sync(
    REGISTER, client=recorder, body=Disclosure.from_dict(written), idempotency_key="contract-python"
)
seen = open_disclosure.sync(REGISTER, recorded.id, client=dpo, access_purpose="Try the client")
assert seen.entry.case == written["case"], "another case was read than was recorded"

del written["evidence"]
refused = record_disclosure.sync(
    REGISTER, client=recorder, body=Disclosure.from_dict(written), idempotency_key="contract-python-refused"
)
assert isinstance(refused, Problem) and refused.errors, "what is refused comes as no problem with errors"
print("openapi-python-client: tried, recorded, read, and refused with reasons")
