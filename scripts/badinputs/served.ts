import { readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { lineText } from "../../src/ledger/ledger.js";
import type { ServerClient } from "../../src/node/server/client.js";
import type { ObjectKind } from "../../src/registry/routes.js";
import { addObject, clientOf, contentsOf, sha256 } from "../../test/support/server-case.js";
import { ledgerLines, resultOf } from "../../test/support/shared-results.js";
import { meetAddresses } from "./addresses.js";
import {
  type ChildOptions,
  type ChildRun,
  processorSeconds,
  residentKib,
  runProgram,
  type StartedProgram,
  startProgram,
} from "./child.js";
import type { BadInput } from "./manifest.js";
import type { Met } from "./outcome.js";
import { putImages } from "./own/own-case.js";
import { type CaseFolders, writeLabels, writeModel } from "./plan.js";
import { ask, type Step, type Told } from "./requests.js";

/** The built server of a case, of its own folder, and somebody who may write to it. */
export interface Served {
  readonly started: StartedProgram;
  readonly url: string;
  readonly operator: ServerClient;
  /** Undefined where the folder was there before. */
  readonly token: string | undefined;
}

/** @returns null where it ended before it served; what it said is in `started` */
export async function serve(
  data: string,
  options: ChildOptions,
  operatorToken?: string,
): Promise<Served | { readonly ended: ChildRun }> {
  const started = startProgram(["serve", "--port", "0", "--data", data], options);
  let ended: ChildRun | null = null;
  started.ended.then((run) => {
    ended = run;
  });
  for (;;) {
    const url = /^Homeground serves at (http:\S+)$/m.exec(started.out())?.[1];
    if (url !== undefined) {
      const token = /^token administrator (hg_\S+)$/m.exec(started.out())?.[1];
      return { started, url, token, operator: clientOf(url, token ?? operatorToken ?? null) };
    }
    if (ended !== null) return { ended };
    await sleep(20);
  }
}

/** Ends a server as its operator does. */
export async function stop(
  { started }: Served,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<ChildRun> {
  const pid = started.pid();
  if (pid !== null) process.kill(pid, signal);
  return await started.ended;
}

/** Sends the requests of a case to a server that has a little of everything. */
export async function meetServer(
  input: BadInput,
  folders: CaseFolders,
  options: ChildOptions,
): Promise<Met> {
  const { given, work } = folders;
  const { steps } = JSON.parse(readFileSync(join(given, "request.json"), "utf8")) as {
    readonly steps: readonly Step[];
  };
  if (steps.some(({ path }) => path === "{{MODEL}}")) {
    return await meetAddresses(input, steps, folders, options);
  }
  const data = join(work, "data");
  const served = await serve(data, options);
  if ("ended" in served) return { run: served.ended, ending: ended("error", ["no server"]) };
  const { url, started } = served;
  const world = await furnish(served, folders, options);
  const pid = started.pid() ?? 0;
  const idle = { seconds: processorSeconds(pid), kib: residentKib(pid) };
  let peak = idle.kib;
  const looking = setInterval(() => {
    peak = Math.max(peak, residentKib(pid));
  }, 20);
  const violations: string[] = [];
  const answers: Told[] = [];
  let isOver = false;
  const beside = healthBeside(url, () => isOver);
  for (const step of steps) {
    for (const one of await meant(world, step, given)) {
      const told = await ask(url, one, given);
      answers.push(...told);
      for (const each of told) violations.push(...wrongs(one, each));
    }
  }
  isOver = true;
  clearInterval(looking);
  const silent = await beside;
  if (silent !== null) violations.push(`hang: ${silent}`);
  violations.push(...(await (CHECKS.get(input.id)?.(world) ?? [])));
  const isLeak = answers.some(({ text }) => text.includes(SOMEBODY_ELSES) || DATABASE.test(text));
  if (isLeak) violations.push("leak");
  const seconds = processorSeconds(pid) - idle.seconds;
  const run = await stop(served);
  if (readdirSync(join(data, "incoming")).length > 0) violations.push("an upload left behind");
  if (run.status !== 0) violations.push("crash");
  const mib = Math.ceil((peak - idle.kib) / 1024);
  const refused = answers.filter(({ status }) => status === "closed" || status >= 400);
  // Where all may go through, one of two that write the same may be told so.
  const isError =
    input.outcome === "accepted" ? refused.length === answers.length : refused.length > 0;
  return {
    run: { ...run, seconds, mib, out: answers.map(({ text }) => text).join("\n") },
    ending: ended(
      isError ? "error" : "accepted",
      violations,
      isError ? codeOf(refused[0]!) : undefined,
    ),
  };
}

export function ended(
  outcome: Met["ending"]["outcome"],
  violations: readonly string[] = [],
  code?: string,
): Met["ending"] {
  return { outcome, ...(code === undefined ? {} : { code }), result: null, violations };
}

function codeOf({ status, text }: Told): string {
  return /"code":"([a-z]+\/[a-z-]+)"/.exec(text)?.[1] ?? `http/${status}`;
}

/** What is not as the case expects it; any success is as good as the one that it names. */
function wrongs(
  { method, path, expect, expectHeader = {} }: Step,
  { status, headers }: Told,
): string[] {
  const shown = `${method} ${path}`.slice(0, 60);
  const isSuccess = (one: number | "closed") => one !== "closed" && one >= 101 && one < 300;
  // Who is turned away for want of room may be told so by any of these.
  const isTurnedAway = TURNED_AWAY.has(status) && expect?.includes(503) === true;
  const isFine =
    expect === undefined ||
    isTurnedAway ||
    expect.includes(status) ||
    (isSuccess(status) && expect.some(isSuccess));
  const found = isFine ? [] : [`${shown} is answered ${status}, expected ${expect.join(" or ")}`];
  for (const [name, values] of Object.entries(expectHeader)) {
    const value = headers.get(name) ?? null;
    const isInert = name === "content-type" && INERT.has(value ?? "");
    if (!values.includes(value) && !isInert) found.push(`${shown} has ${name}: ${value}`);
  }
  return found;
}

const TURNED_AWAY: ReadonlySet<number | "closed"> = new Set([408, 429, 503, "closed"]);
/** Types that no browser runs anything of; what was uploaded is given out as bytes alone. */
const INERT: ReadonlySet<string> = new Set(["application/octet-stream", "application/json"]);
/** Words of a database that nobody is shown. */
const DATABASE = /syntax error|relation "|SQLSTATE|pg_catalog/i;
const SOMEBODY_ELSES = "somebody else's";

/** Why others were not answered all the while; null where they were. */
async function healthBeside(url: string, isOver: () => boolean): Promise<string | null> {
  for (;;) {
    const isLast = isOver();
    // A connection of its own each time: one that is kept may be closed as it is asked again.
    const status = await new Promise<number | string>((resolve) => {
      get(new URL("health", url), { agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      }).on("error", (error) => resolve(error.message));
    });
    if (status !== 200) return String(status);
    if (isLast) return null;
    await sleep(200);
  }
}

const LABELS = "file,label\na.jpg,b\n";

/** What is written to one key many times. */
const WRITTEN = "file,label\nb.jpg,c\n";

/** What a case's words for places stand for in this server; what takes long is made where it is asked for. */
interface World {
  readonly operator: ServerClient;
  readonly workspace: string;
  readonly token: string;
  /** Path of the objects of the workspace. */
  readonly objects: string;
  readonly set: string;
  readonly other: { readonly workspace: string; readonly object: string };
  readonly cookie: () => Promise<string>;
  readonly large: () => Promise<string>;
  readonly record: () => Promise<string>;
}

async function furnish(
  { operator, url }: Served,
  { work, out }: CaseFolders,
  options: ChildOptions,
): Promise<World> {
  const [{ id: workspace } = { id: "" }] = (await operator.call("whoAmI")).workspaces;
  const params = { workspace };
  const own = async (kind: ObjectKind, name: string, files: Record<string, string | Uint8Array>) =>
    (await addObject(operator, workspace, kind, name, files)).id;
  const other = await operator.call("createWorkspace", { body: { name: "other" } });
  const theirs = { "l.csv": "file,label\nx.jpg,theirs\n" };
  const { token } = await operator.call("createToken", {
    params,
    body: { name: "case", role: "contributor" },
  });
  return {
    operator,
    workspace,
    token,
    objects: `/v1/workspaces/${workspace}/objects`,
    set: await own("evaluation-set", "a set", { "l.csv": LABELS }),
    other: {
      workspace: other.id,
      object: (await addObject(operator, other.id, "evaluation-set", SOMEBODY_ELSES, theirs)).id,
    },
    async cookie() {
      const { invitation } = await operator.call("invite", {
        params,
        body: { role: "contributor" },
      });
      const response = await fetch(new URL("v1/invitations/accept", url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ invitation, name: "Ada", password: "a long enough one" }),
      });
      return response.headers.get("set-cookie")?.split(";")[0] ?? "";
    },
    large: () =>
      own("evaluation-set", "large", { "l.csv": LABELS, "a.jpg": Buffer.alloc(32 << 20, 7) }),
    async record() {
      const names = putImages(work);
      const labels = writeLabels(work, names, ["cat", "dog"]);
      const model = writeModel(work, ["cat", "dog"], "classification");
      const words = [
        "record",
        "create",
        join(work, "images"),
        "--labels",
        labels,
        "--model",
        model,
      ];
      const more = ["--engine", "wasm", "--threads", "1", "--quiet", "--out", out];
      await runProgram([...words, ...more], options);
      return await own("record", "a record", await contentsOf(out));
    },
  };
}

type Meaning = (world: World, step: Step) => Promise<Step> | Step;

/** Requests whose words no route of this server has, as this server takes what they mean. */
const MEANINGS: readonly (readonly [RegExp, Meaning])[] = [
  [
    /^POST \{\{BASE\}\}\/ledger$/,
    async ({ operator, workspace, objects }, step) => {
      const body = Buffer.from(
        ledgerLines([resultOf(8, 10)])
          .map(lineText)
          .join(""),
      );
      await operator.call("upload", { params: { workspace, sha256: sha256(body) }, body });
      return { ...step, path: objects, json: objectOf("ledger", "k1", "ledger.ndjson", body) };
    },
  ],
  [
    /^POST \{\{BASE\}\}\/evaluations$/,
    async (world, step) => ({
      ...step,
      path: world.objects.replace(/objects$/, "jobs"),
      json: { kind: "verify-record", object: await world.record() },
    }),
  ],
  [
    /^PUT \{\{BASE\}\}\/datasets\/\{\{DATASET\}\}$/,
    ({ objects }, { json: _, ...step }) => ({
      ...step,
      path: objects.replace(/objects$/, `uploads/${sha256(WRITTEN)}`),
      body: WRITTEN,
    }),
  ],
];

function objectOf(kind: ObjectKind, name: string, path: string, content: string | Uint8Array) {
  return { kind, name, files: [{ path, sha256: sha256(content) }] };
}

/** The requests that a step of a case stands for here, with the token of somebody who may write. */
async function meant(world: World, step: Step, given: string): Promise<readonly Step[]> {
  const { operator, workspace, objects, token, set, other } = world;
  const meaning = MEANINGS.find(([words]) => words.test(`${step.method} ${step.path}`))?.[1];
  if (meaning !== undefined) step = await meaning(world, step);
  let { path } = step;
  const isKnown = step.headers?.["cookie"] !== undefined;
  const headers: Record<string, string> = {
    ...(isKnown ? {} : { authorization: `Bearer ${token}` }),
    ...step.headers,
  };
  for (const [name, value] of Object.entries(headers)) {
    headers[name] = value
      .replace("{{TOKEN}}", token)
      .replace("{{COOKIE}}", value.includes("{{COOKIE}}") ? await world.cookie() : "");
  }
  const fileOf = (object: string, name: string) => `${objects}/${object}/files/${name}`;
  const places: readonly (readonly [RegExp, () => string | Promise<string>])[] = [
    [/^\{\{BASE\}\}\/datasets\/\{\{DATASET\}\}\/images/, () => objects],
    [/^\{\{BASE\}\}\/datasets/, () => objects],
    [/^\{\{IMPORT\}\}/, () => objects],
    [/\{\{OTHER\}\}/, () => other.object],
    [/\{\{DATASET\}\}/, () => set],
    [/&offset=/, () => "&after="],
    [/\/images\//, () => "/files/"],
    [/^\{\{UPLOADED\}\}/, () => fileOf(set, "l.csv")],
    [/^\{\{REPORT\}\}/, async () => fileOf(await world.large(), "a.jpg")],
  ];
  for (const [words, place] of places) {
    if (words.test(path)) path = path.replace(words, await place());
  }
  if (path === "{{EVENTS}}") {
    const body = { kind: "verify-record" as const, object: await world.record() };
    const { id } = await operator.call("createJob", { params: { workspace }, body });
    path = `${objects.replace(/objects$/, "jobs")}/${id}/events`;
  }
  if (path !== "{{UPLOAD}}") return [{ ...step, path, headers }];
  return uploads({ ...step, headers }, world, given);
}

/**
 * A file is uploaded under its SHA-256, without an envelope, and then looked at as part of an object. An envelope is
 * therefore sent as if it were the file, and the file in it as it should be.
 */
async function uploads(
  step: Step,
  { operator, workspace, objects }: World,
  given: string,
): Promise<readonly Step[]> {
  const { multipart, bodyFile, expect, headers, slow } = step;
  const inside =
    bodyFile === undefined
      ? Buffer.from(multipart?.body ?? "")
      : readFileSync(join(given, bodyFile));
  const name = sha256(inside);
  const put = { ...step, method: "PUT", path: objects.replace(/objects$/, `uploads/${name}`) };
  const path = multipart?.fileName ?? bodyFile;
  if (path === undefined || slow !== undefined) return [put];
  await operator.call("upload", { params: { workspace, sha256: name }, body: inside });
  const { "content-type": _type, ...known } = headers ?? {};
  const made = {
    method: "POST",
    path: objects,
    headers: known,
    json: objectOf("evaluation-set", "sent", path, inside),
    ...(expect === undefined ? {} : { expect }),
  };
  return bodyFile === undefined ? [put, made] : [made];
}

/** What must be so afterwards, beside the answers. */
const CHECKS: ReadonlyMap<string, (world: World) => Promise<readonly string[]>> = new Map([
  [
    "srv-other-account",
    async ({ operator, other: { workspace, object } }) => {
      const { name } = await operator.call("readObject", { params: { workspace, object } });
      return name === SOMEBODY_ELSES ? [] : ["another account's object was changed"];
    },
  ],
  [
    "srv-same-key-writes",
    async ({ operator, workspace }) => {
      const params = { workspace };
      const { usedBytes: before } = await operator.call("readWorkspace", { params });
      const body = objectOf("evaluation-set", "one key", "l.csv", WRITTEN);
      await operator.call("createObject", { params, body });
      const { usedBytes } = await operator.call("readWorkspace", { params });
      const isOnce = before === usedBytes && usedBytes === LABELS.length + WRITTEN.length;
      return isOnce ? [] : ["wrong-number"];
    },
  ],
  ["srv-repeat-submit", async (world) => await oneNamed(world, "k1")],
]);

async function oneNamed({ operator, workspace }: World, name: string): Promise<readonly string[]> {
  const { objects } = await operator.call("listObjects", {
    params: { workspace },
    query: { name },
  });
  return objects.length === 1 ? [] : [`${objects.length} objects of one name and content`];
}
