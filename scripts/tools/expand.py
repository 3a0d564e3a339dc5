"""Expands a SAM template as CloudFormation would, without AWS.

Reads template.yaml on standard input and writes the expanded template on
standard output as JSON. infra/expanded_test.go asserts on it: what is deployed
is what the transform makes of the template, not the template.
"""

import json
import os
import sys

os.environ["AWS_DEFAULT_REGION"] = "eu-west-2"  # the transform asks for one; it calls nothing

from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

template = yaml_parse(sys.stdin.read())

# `sam deploy` uploads each function's code and writes where it went into the
# template. The transform refuses a folder, so put such a place there.
for name, resource in template["Resources"].items():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = f"s3://uploaded-by-sam-deploy/{name}"

# No managed policies are offered: every role is written out in the template.
expanded = Translator({}, Parser()).translate(sam_template=template, parameter_values={})
json.dump(expanded, sys.stdout, indent=2, sort_keys=True)
