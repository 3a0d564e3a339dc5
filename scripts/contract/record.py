"""Tries and records a disclosure with the client that openapi-python-client made, reads it,
attaches a letter and makes an export.

record.py FOLDER-OF-THE-CLIENT URL EXAMPLE, with the tokens in RECORDER and DPO
"""

import hashlib
import json
import os
import pathlib
import sys
import time

import httpx

sys.path.insert(0, sys.argv[1])

from pyclient.api.cases import complete_upload, request_upload  # noqa: E402
from pyclient.api.disclosures import open_disclosure, record_disclosure  # noqa: E402
from pyclient.api.exports import request_export, show_export  # noqa: E402
from pyclient.client import AuthenticatedClient  # noqa: E402
from pyclient.models import Disclosure, EntryOfDisclosure, ExportRequest, LetterRequest, Problem  # noqa: E402

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
assert isinstance(seen.entry, EntryOfDisclosure), "what was recorded is not read as a disclosure"
assert seen.entry.body.case == written["case"], "another case was read than was recorded"

letter = b"SAMPLE. Sent by the client in Python."
asks = {"title": "Sample letter", "contentType": "text/plain", "size": len(letter), "disclosure": recorded.id}
ticket = request_upload.sync(
    REGISTER,
    written["case"],
    client=recorder,
    body=LetterRequest.from_dict(asks | {"sha256": hashlib.sha256(letter).hexdigest()}),
    idempotency_key="contract-python-letter",
)
httpx.request(ticket.method, ticket.url, headers=ticket.headers.to_dict(), content=letter).raise_for_status()
archived = complete_upload.sync(
    REGISTER, written["case"], ticket.document, client=recorder, idempotency_key="contract-python-archived"
)
assert archived.document == ticket.document, "another letter was archived than was sent"

asks = {"format": "xlsx", "filter": {"case": written["case"]}, "purpose": "Try the client"}
job = request_export.sync(
    REGISTER, client=dpo, body=ExportRequest.from_dict(asks), idempotency_key="contract-python-export"
)
for _ in range(100):
    if job.status == "done":
        break
    time.sleep(0.1)
    job = show_export.sync(REGISTER, job.id, client=dpo, access_purpose="Try the client")
content = httpx.get(job.url).raise_for_status().content
assert job.rows and hashlib.sha256(content).hexdigest() == job.sha256, "the export is not the bytes of its digest"

del written["evidence"]
refused = record_disclosure.sync(
    REGISTER, client=recorder, body=Disclosure.from_dict(written), idempotency_key="contract-python-refused"
)
assert isinstance(refused, Problem) and refused.errors, "what is refused comes as no problem with errors"
print("openapi-python-client: tried, recorded, read, refused with reasons, a letter attached and an export made")
