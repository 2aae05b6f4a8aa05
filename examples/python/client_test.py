"""The Python client against a real server and worker."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from judge_client import JudgeClient, judge, result

BIN = pathlib.Path(os.environ.get("JUDGE_BIN_DIR") or pathlib.Path(__file__).resolve().parents[2] / "build" / "bin")

ADDS = b"a, b = map(int, input().split())\nprint(a + b)\n"
SLEEPS = b"import time\ntime.sleep(1)\nprint(3)\n"
SPINS = b"while True:\n    pass\n"


def request_of(source):
    request = judge.SubmitRunRequest()
    request.sources.add(name="program.py", content=source)
    for name in ("first", "second"):
        request.tests.tests.add(name=name, input=b"1 2\n", answer=b"3\n")
    return request


class JudgeTest(unittest.TestCase):
    """Has a server and a worker."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.address = f"unix:{self.folder}/clients"
        self.server = self.start_server()
        self.addCleanup(lambda: self.stop(self.server))  # after the worker, which reports to it
        worker = self.start("judge-worker", "--server", self.address, "--slots", "1", *self.worker_options())
        self.addCleanup(self.stop, worker)

    def start(self, program, *arguments):
        log = open(self.folder / f"{program}.log", "ab")
        self.addCleanup(log.close)
        return subprocess.Popen([BIN / program, *arguments], stdout=log, stderr=log)

    def start_server(self):
        options = ("--state", f"{self.folder}/state", "--listen", self.address)
        return self.start("judge-server", *options, *self.server_options())

    def server_options(self):
        return ()

    def worker_options(self):
        return ()

    @staticmethod
    def stop(process):
        process.terminate()
        process.wait()


class ClientTest(JudgeTest):
    def setUp(self):
        super().setUp()
        self.client = JudgeClient(self.address)
        self.addCleanup(self.client.close)  # before the server, which ends once nobody is connected

    def test_submits_and_watches_a_run_to_its_verdict(self):
        events = []
        run = self.client.watch(self.client.submit(request_of(ADDS)), events.append)
        self.assertEqual(run.verdict, result.AC)
        kinds = [event.WhichOneof("event") for event in events if event.WhichOneof("event") != "queued"]
        self.assertEqual(kinds, ["started", "compiled", "test", "test", "finished"])
        self.assertEqual([event.test.name for event in events if event.HasField("test")], ["first", "second"])

    def test_goes_on_watching_where_the_server_is_killed_and_started_again(self):
        run_id = self.client.submit(request_of(SLEEPS))

        def kill_once(event):
            if event.HasField("compiled") and self.server.poll() is None and not killed:
                killed.append(event)
                self.server.kill()
                self.server.wait()
                self.server = self.start_server()

        killed = []
        run = self.client.watch(run_id, kill_once)
        self.assertEqual(len(killed), 1)
        self.assertEqual(run.verdict, result.AC)
        self.assertEqual(run.lost_attempts, 0)

    def test_submits_the_same_run_once_however_often_it_is_sent(self):
        request = request_of(ADDS)
        self.assertEqual(self.client.submit(request), self.client.submit(request))

    def test_cancels_a_run(self):
        request = request_of(SPINS)
        request.limits.cpu_time_ms = 60_000
        run_id = self.client.submit(request)
        begin = time.monotonic()
        self.assertEqual(self.client.cancel(run_id).verdict, result.CANCELLED)
        self.assertEqual(self.client.watch(run_id).verdict, result.CANCELLED)
        self.assertEqual(self.client.watch(self.client.submit(request_of(ADDS))).verdict, result.AC)
        self.assertLess(time.monotonic() - begin, 50, "the worker went on with what was cancelled")


class TlsTest(JudgeTest):
    """One certificate is everybody's here, and its own authority."""

    def server_options(self):
        self.certificate, self.key = self.folder / "certificate.pem", self.folder / "key.pem"
        make = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
        subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        files = ("-keyout", self.key, "-out", self.certificate)
        subprocess.run([*make, *subject, *files], check=True, capture_output=True)
        return ("--certificate", self.certificate, "--private-key", self.key, "--client-ca", self.certificate)

    def worker_options(self):
        return ("--tls", "--ca", self.certificate, "--certificate", self.certificate, "--private-key", self.key)

    def test_the_script_shows_and_checks_certificates(self):
        program = self.folder / "program.py"
        program.write_bytes(ADDS)
        variables = {"JUDGE_TLS": "1", "JUDGE_CA": self.certificate, "JUDGE_CERTIFICATE": self.certificate}
        done = subprocess.run(
            [sys.executable, pathlib.Path(__file__).with_name("judge_client.py"), self.address, program],
            input="1 2\n", env={**os.environ, **variables, "JUDGE_PRIVATE_KEY": self.key},
            capture_output=True, text=True, timeout=120,
        )
        self.assertEqual(done.stdout.splitlines()[-1:], ["3"], done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
