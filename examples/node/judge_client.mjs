#!/usr/bin/env node
// A client of judge-server: submits a program and shows what becomes of it.
//
//     judge_client.mjs ADDRESS FILE [FILE ...] < INPUT
//
// The program's standard input is this script's. Environment variables say how to reach the server:
//
//     JUDGE_API_KEY                           the key, where one is needed
//     JUDGE_TLS=1                             encrypted
//     JUDGE_CA=FILE                           whom to believe who the server is, PEM; else Node's authorities
//     JUDGE_CERTIFICATE, JUDGE_PRIVATE_KEY    files to show to a server that wants to know its clients, PEM
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const proto = fileURLToPath(new URL("../../proto", import.meta.url));
const options = { includeDirs: [proto], keepCase: true, enums: String, longs: Number, defaults: true, oneofs: true };
export const { judge } = grpc.loadPackageDefinition(loadSync("judge/v1/judge.proto", options));

// For JudgeClient.
export function credentialsOf(environment) {
  const read = (variable) => (environment[variable] ? readFileSync(environment[variable]) : null);
  if (environment.JUDGE_TLS !== "1") return grpc.credentials.createInsecure();
  return grpc.credentials.createSsl(read("JUDGE_CA"), read("JUDGE_PRIVATE_KEY"), read("JUDGE_CERTIFICATE"));
}

export class JudgeClient {
  constructor(address, apiKey = "", credentials = grpc.credentials.createInsecure()) {
    // A channel waits longer and longer before it tries again; a second is long enough.
    this.stub = new judge.v1.JudgeService(address, credentials, {
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 1000,
    });
    this.metadata = new grpc.Metadata();
    if (apiKey) this.metadata.set("authorization", `Bearer ${apiKey}`);
  }

  close() {
    this.stub.close();
  }

  // The run's id. The server may go away and come back meanwhile.
  async submit(request) {
    const same = { idempotency_key: randomUUID(), ...request };
    return (await this.#retry(() => this.#call("SubmitRun", same))).run_id;
  }

  // Calls onEvent with each judge.v1.RunEvent, and returns the finished judge.v1.Run. After the connection broke, onEvent
  // is told everything again, from the beginning; and so it is who watches again after the deadline, which ends a watch
  // with DEADLINE_EXCEEDED.
  async watch(runId, onEvent = () => {}, deadline = Infinity) {
    return this.#retry(async () => {
      let finished;
      for await (const event of this.stub.WatchRun({ run_id: runId }, this.metadata, { deadline })) {
        onEvent(event);
        finished = event.finished;
      }
      return finished;
    }, deadline);
  }

  async cancel(runId) {
    return this.#retry(() => this.#call("CancelRun", { run_id: runId }));
  }

  #call(method, request) {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + 30_000;
      this.stub[method](request, this.metadata, { deadline }, (error, response) =>
        error ? reject(error) : resolve(response),
      );
    });
  }

  async #retry(call, deadline = Date.now() + 60_000) {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (error.code !== grpc.status.UNAVAILABLE || Date.now() > deadline) throw error;
        await sleep(200);
      }
    }
  }
}

function show(event) {
  if (event.event === "queued") console.log(`queued, ${event.queued.position} to go`);
  if (event.event === "started") console.log("compiling");
  if (event.event === "test") console.log(`test ${event.test.name}: ${event.test.verdict}`);
}

async function main(address, ...files) {
  const sources = files.map((name) => ({ name: basename(name), content: readFileSync(name) }));
  const client = new JudgeClient(address, process.env.JUDGE_API_KEY, credentialsOf(process.env));
  const run = await client.watch(await client.submit({ sources, stdin: readFileSync(0) }), show);
  for (const test of run.result.tests) process.stdout.write(test.stdout);
  console.error(run.explanation || run.verdict);
  client.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.length < 4) {
    console.error("usage: judge_client.mjs ADDRESS FILE [FILE ...] < INPUT");
    process.exit(2);
  }
  await main(...process.argv.slice(2));
}
