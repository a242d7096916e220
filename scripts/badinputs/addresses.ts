import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ChildOptions, type ChildRun, runProgram } from "./child.js";
import type { BadInput } from "./manifest.js";
import { endingOf, type Met } from "./outcome.js";
import { putImages } from "./own/own-case.js";
import { type CaseFolders, writeLabels } from "./plan.js";
import type { Step } from "./requests.js";

interface AddressStep extends Step {
  readonly json: { readonly url: string };
  readonly resolver?: readonly string[];
}

/**
 * The server takes no address of a model; `--model` does, for a file that is brought and for an endpoint that images
 * are sent to. Each address of the case is given to both.
 */
export async function meetAddresses(
  input: BadInput,
  steps: readonly Step[],
  { work, out }: CaseFolders,
  options: ChildOptions,
): Promise<Met> {
  const names = putImages(work);
  const labels = writeLabels(work, names, ["cat", "dog"]);
  const card = join(work, "endpoint.json");
  writeFileSync(card, JSON.stringify(DESCRIPTION));
  const connects = join(work, "connects");
  const preload = join(work, "preload.mjs");
  writeFileSync(preload, PRELOAD);
  const server = await testServer();
  const runs: ChildRun[] = [];
  for (const { json, resolver, allowPrivate } of steps as (AddressStep & {
    allowPrivate?: true;
  })[]) {
    const url = json.url.replace("{{TEST_SERVER}}", server.url);
    const isOurs = url !== json.url;
    // What is no https: is refused before anybody looks where it leads.
    const secure = isOurs
      ? url
      : url.replace(/^http:/, "https:").replace("rebind.test/", "rebind.test:9/");
    const env = {
      ...options.env,
      NODE_OPTIONS: `--import ${preload}`,
      CONNECTS: connects,
      RESOLVER: (resolver ?? []).join(),
    };
    const evaluate = ["evaluate", join(work, "images"), "--labels", labels, "--threads", "1"];
    const more = [...(isOurs || allowPrivate ? ["--allow-private"] : []), "--image-timeout", "3"];
    const words = [...evaluate, ...more, "--json", "-", "--out", out];
    const endpoint = ["--model", `endpoint:${secure}`, "--card", card, "--send-images"];
    runs.push(await runProgram([...words, ...endpoint], { ...options, env }));
    if (!isOurs) runs.push(await runProgram([...words, "--model", secure], { ...options, env }));
  }
  server.close();
  const endings = runs.map((run) => endingOf(run, input));
  const asked = existsSync(connects) ? readFileSync(connects, "utf8").trim().split("\n") : [];
  const isPrivate = asked.some(
    (one) => one !== `127.0.0.1 ${new URL(server.url).port}` && !PUBLIC.test(one),
  );
  const went = endings.findIndex(({ outcome }) => outcome === "accepted");
  return {
    run: {
      ...runs[0]!,
      out: runs.map((run) => run.out).join("\n"),
      err: runs.map((run) => run.err).join("\n"),
      seconds: Math.max(...runs.map(({ seconds }) => seconds)),
      mib: Math.max(...runs.map(({ mib }) => mib ?? 0)),
    },
    ending: {
      ...(endings[went] ?? endings[0]!),
      violations: [
        ...endings.flatMap(({ violations }) => violations),
        ...(isPrivate ? ["network"] : []),
      ],
    },
  };
}

const PUBLIC = /^93\.184\.215\.14 /;

const DESCRIPTION = {
  card: "homeground.endpoint/1",
  protocol: "http",
  task: "classification",
  labels: ["cat", "dog"],
  request: { body: "bytes" },
  answer: { scores: "/scores" },
};

/** Notes every connection that is tried, and answers for names what the case says, one after the other. */
const PRELOAD = `import { appendFileSync } from "node:fs";
import { Socket } from "node:net";
import dns from "node:dns/promises";
import { syncBuiltinESMExports } from "node:module";
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...words) {
  this.on("connectionAttempt", (ip, port) => appendFileSync(process.env.CONNECTS, ip + " " + port + "\\n"));
  return connect.apply(this, words);
};
const answers = process.env.RESOLVER.split(",").filter(Boolean);
if (answers.length > 0) {
  dns.lookup = async () => [{ address: answers.length > 1 ? answers.shift() : answers[0], family: 4 }];
  syncBuiltinESMExports();
}
`;

/** The server that the cases call TEST_SERVER. */
async function testServer(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? "", "http://localhost");
    const [, what = "", which = ""] = url.pathname.split("/");
    if (what === "redirect") {
      response.writeHead(Number(which), { location: url.searchParams.get("to") ?? "" }).end();
    } else if (what === "chain") {
      response.writeHead(302, { location: `/chain/${Number(which) - 1}` }).end();
    } else MISBEHAVES[which]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const JSON_TYPE = { "content-type": "application/json" };
const PIECE = Buffer.alloc(1 << 20, " ");

const MISBEHAVES: Readonly<Record<string, (response: ServerResponse) => void>> = {
  slow: (response) => {
    response.writeHead(200, JSON_TYPE);
    const dripping = setInterval(() => response.write(" "), 500);
    response.on("close", () => clearInterval(dripping));
  },
  endless: (response) => {
    response.writeHead(200, JSON_TYPE);
    const more = (): void => {
      while (!response.destroyed && response.write(PIECE));
    };
    response.on("drain", more);
    more();
  },
  html: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>hello</p>"),
  "wrong-count": (response) => response.writeHead(200, JSON_TYPE).end('{"scores":[0.5,0.25,0.25]}'),
  nan: (response) => response.writeHead(200, JSON_TYPE).end('{"scores":[NaN,0.5]}'),
  "status-500": (response) => response.writeHead(500).end(),
  "gzip-bomb": (response) =>
    response
      .writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" })
      .end(gzipSync(Buffer.alloc(64 << 20))),
  close: (response) => response.destroy(),
};
