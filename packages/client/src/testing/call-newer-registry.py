"""Calls every operation of calls.json with a generated client and prints the faults as JSON."""

import importlib
import inspect
import json
import re
import sys
import typing

# The client was generated into the folder of this process.
sys.path.insert(0, ".")
from generated_client import AuthenticatedClient  # noqa: E402


def plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def snake(name: str) -> str:
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")


def argument(annotation: object, value: object) -> object:
    """A body as the generated model that the operation takes."""
    for each in (annotation, *typing.get_args(annotation)):
        if hasattr(each, "from_dict"):
            return each.from_dict(value)
    return value


def call(client: AuthenticatedClient, each: dict) -> None:
    module = importlib.import_module(f"generated_client.api.{snake(each['tag'])}.{snake(each['id'])}")
    request = each["request"]
    given = {**(request.get("query") or {}), **(request.get("params") or {})}
    if request.get("body") is not None:
        given["body"] = request["body"]
    given = {plain(name): value for name, value in given.items()}
    # Annotations are resolved, so that the model of a body is found.
    hints = typing.get_type_hints(module.sync_detailed)
    arguments = {}
    for name, parameter in inspect.signature(module.sync_detailed).parameters.items():
        if name != "client" and parameter.default is inspect.Parameter.empty:
            arguments[name] = argument(hints.get(name), given[plain(name)])
    answer = module.sync_detailed(client=client, **arguments)
    if answer.parsed is None or answer.status_code >= 300:
        raise ValueError(f"the answer with status {answer.status_code} was not read")


def main() -> None:
    client = AuthenticatedClient(base_url=sys.argv[1], token="t")
    faults = []
    with open("calls.json", encoding="utf8") as file:
        calls = json.load(file)
    for each in calls:
        try:
            call(client, each)
        except Exception as error:  # Every fault is reported with its operation.
            faults.append([each["id"], f"{type(error).__name__}: {error}"])
    print(json.dumps({"called": len(calls), "faults": faults}))


main()
