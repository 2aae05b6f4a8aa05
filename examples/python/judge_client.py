#!/usr/bin/env python3
"""A client of judge-server: submits a program and shows what becomes of it.

    judge_client.py ADDRESS FILE [FILE ...] < INPUT

The program's standard input is this script's. Environment variables say how to reach the server:

    JUDGE_API_KEY                           the key, where one is needed
    JUDGE_TLS=1                             encrypted
    JUDGE_CA=FILE                           whom to believe who the server is, PEM; else this machine's authorities
    JUDGE_CERTIFICATE, JUDGE_PRIVATE_KEY    files to show to a server that wants to know its clients, PEM
"""

import importlib
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

import grpc

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"


def load_contract():
    """Compiles the protos, and returns the modules judge_pb2, judge_pb2_grpc and result_pb2."""
    with tempfile.TemporaryDirectory() as folder:
        files = sorted(str(path) for path in PROTO.glob("judge/v1/*.proto"))
        plugin = f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}"
        subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", plugin, f"--grpc_out={folder}", *files], check=True)
        sys.path.insert(0, folder)
        try:
            return tuple(importlib.import_module(f"judge.v1.{name}") for name in ("judge_pb2", "judge_pb2_grpc", "result_pb2"))
        finally:
            sys.path.remove(folder)


judge, judge_grpc, result = load_contract()


def credentials_of(environment):
    """For JudgeClient: None where the variables ask for no encryption."""

    def read(variable):
        return pathlib.Path(environment[variable]).read_bytes() if environment.get(variable) else None

    if environment.get("JUDGE_TLS") != "1":
        return None
    return grpc.ssl_channel_credentials(read("JUDGE_CA"), read("JUDGE_PRIVATE_KEY"), read("JUDGE_CERTIFICATE"))


class JudgeClient:
    def __init__(self, address, api_key="", credentials=None):
        # A channel waits longer and longer before it tries again; a second is long enough.
        options = [("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 1000)]
        if credentials:
            self._channel = grpc.secure_channel(address, credentials, options)
        else:
            self._channel = grpc.insecure_channel(address, options)
        self._stub = judge_grpc.JudgeServiceStub(self._channel)
        self._metadata = [("authorization", f"Bearer {api_key}")] if api_key else []

    def close(self):
        self._channel.close()

    def submit(self, request):
        """Returns the run's id. The server may go away and come back meanwhile."""
        if not request.idempotency_key:
            request.idempotency_key = str(uuid.uuid4())
        return self._retry(lambda: self._call(self._stub.SubmitRun, request, timeout=30)).run_id

    def watch(self, run_id, on_event=lambda event: None):
        """Calls on_event with each judge.v1.RunEvent, and returns the finished judge.v1.Run.

        After the connection broke, however long that lasts, on_event is told everything again, from the beginning."""

        def once():
            for event in self._call(self._stub.WatchRun, judge.WatchRunRequest(run_id=run_id)):
                on_event(event)
            return event.finished

        return self._retry(once, patience=math.inf)

    def cancel(self, run_id):
        return self._retry(lambda: self._call(self._stub.CancelRun, judge.CancelRunRequest(run_id=run_id), timeout=30))

    def _call(self, method, request, timeout=None):
        # wait_for_ready: a call that fails at once, for want of a connection, does nothing for one that is being made;
        # and between calls grpc looks after it every 5 seconds.
        return method(request, metadata=self._metadata, timeout=timeout, wait_for_ready=True)

    @staticmethod
    def _retry(call, patience=60):
        deadline = time.monotonic() + patience
        while True:
            try:
                return call()
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


def show(event):
    kind = event.WhichOneof("event")
    if kind == "queued":
        print(f"queued, {event.queued.position} to go")
    elif kind == "started":
        print("compiling")
    elif kind == "test":
        print(f"test {event.test.name}: {result.Verdict.Name(event.test.verdict)}")


def main(address, *files):
    request = judge.SubmitRunRequest(stdin=sys.stdin.buffer.read())
    for name in files:
        path = pathlib.Path(name)
        request.sources.add(name=path.name, content=path.read_bytes())
    client = JudgeClient(address, os.environ.get("JUDGE_API_KEY", ""), credentials_of(os.environ))
    run = client.watch(client.submit(request), show)
    for test in run.result.tests:
        print(test.stdout, end="")
    print(run.explanation or result.Verdict.Name(run.verdict), file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
