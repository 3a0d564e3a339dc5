"""Deploys both stacks on moto, a stand-in for AWS, and keeps it up until its input ends.

    deploy.py NAME INFRA_TEMPLATE EXPANDED_APPLICATION REGISTERS SECRET CONSOLE_SECRET [RESTORED_TEMPLATE]

NAME is the application's stack's, and begins the other's. Then comes infra/template.yaml,
and what expand.py makes of the template that `sam build` wrote. With infra/restored-table.yaml
at the end, the application is deployed on the table of that, as after a restore; moto makes
the table, since it imports none. Parameters, conditions, exports and attributes are resolved by
moto's CloudFormation. One line of JSON then says what was made: endpoint, functions
with their environment and role, policies, keys. functions/lambdatest runs the
functions against it.

What moto has no resource for is in LEFT_OUT, is printed, and must be exactly what moto
says it lacks: a newer moto that has one of them, or a template that needs another, ends
this with an error.
"""

import json
import logging
import sys

import boto3
import yaml
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.parsing import clean_json, get_model_map
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

ACCOUNT, REGION = "123456789012", "eu-west-2"

# Resource types that moto's CloudFormation does not make, and what is done instead.
LEFT_OUT = {
    "AWS::ApiGatewayV2::Api": "routes are read from the template by functions/lambdatest; no JWT is verified",
    "AWS::ApiGatewayV2::Stage": "its throttle and access log do not run",
    "AWS::CloudWatch::Alarm": "nothing is measured, so nothing fires; references are resolved",
    "AWS::CodeDeploy::Application": "no requests move; its name is the same in every reference",
    "AWS::CodeDeploy::DeploymentGroup": "no requests move and no alarm is watched; references are resolved",
    "AWS::Lambda::Alias": "made with the service's own API after its stack",
    "AWS::Lambda::EventInvokeConfig": "no retry and no destination runs; references are resolved",
    "AWS::Lambda::EventSourceMapping": "moto starts no function; its filter and role are tried by functions/lambdatest",
    "AWS::Lambda::Version": "moto gives it no ARN; published with the service's own API after its stack",
    "AWS::Logs::MetricFilter": "no line is counted; references are resolved",
    "AWS::S3::BucketPolicy": "resolved, and put with the bucket's own API",
    "AWS::SQS::QueuePolicy": "resolved; no message is sent",
    "AWS::SecretsManager::Secret": "made with the service's own API before its stack",
}
# Types that moto has and that would start a container, or cannot be referred to.
NOT_WANTED = {"AWS::Lambda::EventSourceMapping", "AWS::Lambda::Version"}
# Properties that moto's resource leaves out, by type: set with the service's own API,
# or said.
PARTLY = {
    "AWS::DynamoDB::Table": "no bound of throughput and no backups: PointInTimeRecovery is set with the service's own API",
    "AWS::IAM::Role": "its policies are no JSON there: put with the service's own API",
    "AWS::KMS::Key": "KeySpec: moto knows no Ed25519, and functions/lambdatest signs in place of that key",
    "AWS::S3::Bucket": "versions and Object Lock are set with the service's own API; lifecycle, access log and public access block are not",
}
# What the application is given, beside Registers.
PARAMETERS = {
    "AlarmEmail": "register-alarms@council.example",
    "JwtIssuer": "https://login.council.example/",
    "JwtAudience": "disclosure-register",
    "LogSite": "log.council.example",
    "ConsoleClientId": "console",
    "Release": "one",
}
# What functions/lambdatest calls the CodeDeploy application.
RELEASES = "disclosure-register-releases"


class Yaml(yaml.SafeLoader):
    """CloudFormation's short forms, made long."""


def _short(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix: value}


Yaml.add_multi_constructor("!", _short)
Yaml.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def replace(value, name, stand_in):
    """Puts a resource that is made elsewhere in place of every reference to it."""
    if isinstance(value, dict):
        if value == {"Ref": name}:
            return stand_in
        return {key: replace(inner, name, stand_in) for key, inner in value.items()}
    if isinstance(value, list):
        return [replace(inner, name, stand_in) for inner in value]
    if isinstance(value, str) and isinstance(stand_in, str):
        return value.replace("${" + name + "}", stand_in)
    return value


def stand_in_for_releases(left_out):
    """What stands for a version (each function's first), an alias (its function, of which
    moto's permissions are), the application and an alarm where they are referred to."""
    for name, resource in left_out.items():
        match resource["Type"]:
            case "AWS::Lambda::Version":
                yield name, {"Fn::Sub": "${%s.Arn}:1" % resource["Properties"]["FunctionName"]["Ref"]}
            case "AWS::Lambda::Alias":
                resource["Properties"]["FunctionVersion"] = "1"
                yield name, resource["Properties"]["FunctionName"]
            case "AWS::CodeDeploy::Application":
                yield name, RELEASES
            case "AWS::CloudWatch::Alarm":
                yield name, name


def reduce(template, stack):
    """Takes out what moto has no resource for, and returns it by name."""
    left_out = {}
    for name, resource in list(template["Resources"].items()):
        kind = resource["Type"]
        lacks = kind not in get_model_map() or kind in NOT_WANTED
        if lacks != (kind in LEFT_OUT):
            sys.exit(f"deploy: {stack}: {name} is {kind}, which moto {'lacks' if lacks else 'has'}: mend LEFT_OUT")
        if lacks:
            left_out[name] = template["Resources"].pop(name)
    return left_out


def deploy(cloudformation, name, template, parameters):
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = cloudformation_backends[ACCOUNT][REGION].get_stack(name)
    if stack.status != "CREATE_COMPLETE":
        sys.exit(f"deploy: {name} is {stack.status}")
    return stack.resource_map


def main(name, infra_path, application_path, registers, secret_value, console_secret_value, restored_path=None):
    infra_name, application_name = name + "-infra", name
    logging.disable(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://127.0.0.1:{port}"
    session = boto3.Session(aws_access_key_id="moto", aws_secret_access_key="moto", region_name=REGION)
    client = lambda service: session.client(service, endpoint_url=endpoint)
    cloudformation, s3 = client("cloudformation"), client("s3")

    with open(infra_path) as file:
        infra = yaml.load(file, Yaml)
    with open(application_path) as file:
        application = json.load(file)
    sizes = {infra_name: len(infra["Resources"]), application_name: len(application["Resources"])}

    infra_out, application_out = reduce(infra, infra_name), reduce(application, application_name)
    said = [{"stack": stack, "resource": name, "type": resource["Type"], "instead": LEFT_OUT[resource["Type"]]}
            for stack, out in ((infra_name, infra_out), (application_name, application_out)) for name, resource in sorted(out.items())]

    secret = client("secretsmanager").create_secret(Name="RegisterSecret", SecretString=secret_value)
    infra = replace(infra, "RegisterSecret", secret["ARN"])
    made = deploy(cloudformation, infra_name, infra, {})
    client("secretsmanager").update_secret(SecretId=secret["ARN"], KmsKeyId=made["RegisterKey"].arn)
    client("dynamodb").update_continuous_backups(
        TableName=made["Table"].physical_resource_id,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    table, table_stack = made["Table"], infra_name
    if restored_path:
        with open(restored_path) as file:
            restored = yaml.load(file, Yaml)
        table_stack = name + "-restored"
        sizes[table_stack] = len(restored["Resources"])
        table = deploy(cloudformation, table_stack, restored, {"TableName": table_stack, "InfraStack": infra_name})["Table"]
    buckets = {}
    for name, resource in infra["Resources"].items():
        if resource["Type"] == "AWS::S3::Bucket":
            properties, bucket = resource["Properties"], made[name].physical_resource_id
            locked = properties.get("ObjectLockEnabled", False)
            s3_backends[ACCOUNT]["aws"].get_bucket(bucket).object_lock_enabled = locked
            if locked or "VersioningConfiguration" in properties:
                s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
            encryption = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
            buckets[bucket] = {
                "output": name, "locked": locked,
                "key": encryption["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID", ""), "policy": [],
            }
    for name, resource in infra_out.items():
        if resource["Type"] == "AWS::S3::BucketPolicy":
            policy = clean_json(resource["Properties"], made)
            s3.put_bucket_policy(Bucket=policy["Bucket"], Policy=json.dumps(policy["PolicyDocument"]))
            buckets[policy["Bucket"]]["policy"] = policy["PolicyDocument"]["Statement"]

    s3.create_bucket(Bucket="uploaded-by-sam-deploy", CreateBucketConfiguration={"LocationConstraint": REGION})
    for name, resource in application["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            s3.put_object(Bucket="uploaded-by-sam-deploy", Key=name, Body=b"the code is run by functions/lambdatest")
    api = "a1b2c3d4e5"
    console_api = "f6g7h8i9j0"
    application = replace(replace(application, "Api", api), "ConsoleApi", console_api)
    for name, stand_in in list(stand_in_for_releases(application_out)):
        application, application_out = replace(application, name, stand_in), replace(application_out, name, stand_in)
    console_secret = client("secretsmanager").create_secret(Name="console", SecretString=console_secret_value)
    parameters = dict(PARAMETERS, Registers=registers, ConsoleSecretArn=console_secret["ARN"], InfraStack=infra_name, TableStack=table_stack)
    stack = deploy(cloudformation, application_name, application, parameters)

    for name, resource in application["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in clean_json(resource["Properties"]["Policies"], stack):
                client("iam").put_role_policy(RoleName=stack[name].physical_resource_id, PolicyName=policy["PolicyName"], PolicyDocument=json.dumps(policy["PolicyDocument"]))

    functions, lambda_ = {}, client("lambda")
    for resource in application_out.values():
        if resource["Type"] == "AWS::Lambda::Alias":
            released = clean_json(resource["Properties"], stack)
            lambda_.publish_version(FunctionName=released["FunctionName"])
            lambda_.create_alias(**released)
    for name, resource in application["Resources"].items():
        if resource["Type"] != "AWS::Lambda::Function":
            continue
        physical = stack[name].physical_resource_id
        configuration = lambda_.get_function_configuration(FunctionName=physical)
        role = application["Resources"][resource["Properties"]["Role"]["Fn::GetAtt"][0]]["Properties"]
        policies = [policy["PolicyDocument"] for policy in clean_json(role["Policies"], stack)]
        functions[name] = {
            "name": physical, "arn": configuration["FunctionArn"], "roleArn": configuration["Role"],
            "environment": {key: str(value) for key, value in configuration["Environment"]["Variables"].items()}, "timeout": configuration["Timeout"],
            "role": [statement for policy in policies for statement in policy["Statement"]],
            "roleBytes": sum(len(json.dumps(policy, separators=(",", ":"))) for policy in policies),
            "resourcePolicyBytes": resource_policy_bytes(lambda_, physical),
            "logGroup": clean_json(resource["Properties"]["LoggingConfig"]["LogGroup"], stack),
        }
    mappings = [clean_json(resource["Properties"], stack)
                for resource in application_out.values() if resource["Type"] == "AWS::Lambda::EventSourceMapping"]
    # What is left out is resolved all the same: a reference to nothing ends here.
    for name, resource in application_out.items():
        if resource["Type"] not in ("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"):
            unresolved(name, clean_json(replace(replace(resource["Properties"], "Api", api), "ConsoleApi", console_api), stack))

    json.dump({
        "endpoint": endpoint, "api": api, "resources": sizes, "leftOut": said, "partly": PARTLY,
        "infraTemplateBytes": len(open(infra_path, "rb").read()),
        "functions": functions, "mappings": mappings, "buckets": buckets,
        "table": {"name": table.physical_resource_id, "arn": table.table_arn, "key": made["RegisterKey"].arn},
        "secret": {"arn": secret["ARN"], "key": made["RegisterKey"].arn},
        "logKey": made["LogSigningKey"].arn,
    }, sys.stdout)
    print(flush=True)
    sys.stdin.read()
    server.stop()


def resource_policy_bytes(lambda_, function):
    try:
        return len(lambda_.get_policy(FunctionName=function)["Policy"])
    except lambda_.exceptions.ResourceNotFoundException:
        return 0


def unresolved(name, value):
    """Ends when an intrinsic function is left in a resolved value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref" or key.startswith("Fn::"):
                sys.exit(f"deploy: {name} refers to what is not there: {value}")
            unresolved(name, inner)
    elif isinstance(value, list):
        for inner in value:
            unresolved(name, inner)
    elif isinstance(value, str) and "${" in value:
        sys.exit(f"deploy: {name} refers to what is not there: {value}")


if __name__ == "__main__":
    main(*sys.argv[1:])
