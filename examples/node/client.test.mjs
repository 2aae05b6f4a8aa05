// The Node client against a real server and worker.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

import grpc from "@grpc/grpc-js";
import { createClientFactory, waitForChannelReady } from "nice-grpc";
import { errorDetailsClientMiddleware } from "nice-grpc-error-details";

import { JudgeClient, credentialsOf, judge } from "./judge_client.mjs";

const bin = process.env.JUDGE_BIN_DIR ?? fileURLToPath(new URL("../../build/bin", import.meta.url));

const adds = "a, b = map(int, input().split())\nprint(a + b)\n";
const sleeps = "import time\ntime.sleep(1)\nprint(3)\n";
const spins = "while True:\n    pass\n";

function requestOf(source, limits) {
  const tests = ["first", "second"].map((name) => ({ name, input: Buffer.from("1 2\n"), answer: Buffer.from("3\n") }));
  return { sources: [{ name: "program.py", content: Buffer.from(source) }], tests: { tests }, limits };
}

// However long it waits.
function kindsOf(events) {
  return events.map(({ event }) => event).filter((kind) => kind !== "queued");
}

let folder, address, server, worker, client;

function startServer(options = []) {
  const all = ["--state", join(folder, "state"), "--listen", address, ...options];
  server = spawn(join(bin, "judge-server"), all, { stdio: "ignore" });
}

function startWorker(options = []) {
  worker = spawn(join(bin, "judge-worker"), ["--server", address, "--slots", "1", ...options], { stdio: "ignore" });
}

async function stop(process, signal) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill(signal);
  await once(process, "exit");
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "judge-node-test-"));
  address = `unix:${folder}/clients`;
  startServer();
  startWorker();
  client = new JudgeClient(address);
});

afterEach(async () => {
  client.close();
  await stop(worker, "SIGTERM");
  await stop(server, "SIGTERM");
  rmSync(folder, { recursive: true });
});

test("submits and watches a run to its verdict", async () => {
  const events = [];
  const run = await client.watch(await client.submit(requestOf(adds)), (event) => events.push(event));
  assert.equal(run.verdict, "AC");
  assert.deepEqual(kindsOf(events), ["started", "compiled", "test", "test", "finished"]);
});

test("goes on watching where the server is killed and started again", async () => {
  let killed = 0;
  const run = await client.watch(await client.submit(requestOf(sleeps)), (event) => {
    if (event.event !== "compiled" || killed++ > 0) return;
    server.once("exit", () => startServer());
    server.kill("SIGKILL");
  });
  assert.ok(killed > 1, "nothing was told again");
  assert.equal(run.verdict, "AC");
  assert.equal(run.lost_attempts, 0);
});

test("watches again after its deadline, and misses nothing", async () => {
  const deadline = Date.now() + 1000; // the run takes two seconds
  const id = await client.submit(requestOf(sleeps));
  await assert.rejects(client.watch(id, () => {}, deadline), { code: grpc.status.DEADLINE_EXCEEDED });
  const events = [];
  await client.watch(id, (event) => events.push(event));
  assert.deepEqual(kindsOf(events), ["started", "compiled", "test", "test", "finished"]);
});

// nice-grpc is another library, with Google's own messages in it.
test("is refused with details that other libraries decode", async () => {
  for (const process of [worker, server]) await stop(process, "SIGTERM");
  startServer(["--max-burst", "1", "--max-rate", "0.001"]);
  const channel = client.stub.getChannel();
  await waitForChannelReady(channel, new Date(Date.now() + 30_000));
  const other = createClientFactory().use(errorDetailsClientMiddleware).create(judge.v1.JudgeService.service, channel);
  async function refusalOf(request) {
    const { code, extra } = await other.SubmitRun(request).then(() => assert.fail("accepted"), (error) => error);
    return [grpc.status[code], Object.fromEntries(extra.map((detail) => [detail.$type, detail]))];
  }

  const [unavailable, early] = await refusalOf(requestOf(adds));
  assert.equal(unavailable, "UNAVAILABLE");
  assert.equal(early["google.rpc.ErrorInfo"].reason, "NO_WORKER");
  assert.equal(early["google.rpc.ErrorInfo"].domain, "judge");
  assert.equal(early["google.rpc.RetryInfo"].retryDelay.seconds, 1);

  startWorker();
  const [invalid, wrong] = await refusalOf({ sources: [{ name: "a/b.py", content: Buffer.from(adds) }], priority: 11 });
  assert.equal(invalid, "INVALID_ARGUMENT");
  const { fieldViolations } = wrong["google.rpc.BadRequest"];
  assert.deepEqual(fieldViolations.map(({ field }) => field), ["sources[0].name", "priority"]);
  assert.match(fieldViolations[0].description, /a file's name/);

  await client.submit(requestOf(adds));
  const [exhausted, over] = await refusalOf(requestOf(adds));
  assert.equal(exhausted, "RESOURCE_EXHAUSTED");
  assert.equal(over["google.rpc.QuotaFailure"].violations[0].subject, "tenant:default");
  assert.ok(over["google.rpc.RetryInfo"].retryDelay.seconds > 0);
});

test("cancels a run, and its worker goes on with others", async () => {
  const id = await client.submit(requestOf(spins, { cpu_time_ms: 60_000 }));
  assert.equal((await client.cancel(id)).verdict, "CANCELLED");
  assert.equal((await client.watch(id)).verdict, "CANCELLED");
  assert.equal((await client.watch(await client.submit(requestOf(adds)))).verdict, "AC");
});

test("shows and checks certificates", async () => {
  for (const process of [worker, server]) await stop(process, "SIGTERM");
  client.close();
  // One certificate is everybody's here, and its own authority.
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject], { stdio: "ignore" });
  const shown = ["--certificate", certificate, "--private-key", key];
  startServer([...shown, "--client-ca", certificate]);
  startWorker([...shown, "--tls", "--ca", certificate]);
  const files = { JUDGE_CA: certificate, JUDGE_CERTIFICATE: certificate, JUDGE_PRIVATE_KEY: key };
  client = new JudgeClient(address, "", credentialsOf({ JUDGE_TLS: "1", ...files }));
  assert.equal((await client.watch(await client.submit(requestOf(adds)))).verdict, "AC");
});
