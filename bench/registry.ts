/**
 * The registry under load: `HOMEGROUND_DATABASE=postgres://… npm run bench -- registry`, with a database that holds
 * nothing else. Ten million images of a thousand records are put into it; 200 clients ask at once, who wait for a second
 * between questions as people do, and who do not wait at all.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../src/core/random.js";
import { openDatabase } from "../src/node/database/open-database.js";
import { createServerClient } from "../src/node/server/client.js";
import { startBuiltServer } from "../test/support/built-server.js";

const random = createRandom(1);
const DATABASE = process.env["HOMEGROUND_DATABASE"];

export interface RegistryTime {
  readonly images: number;
  readonly users: number;
  /** Seconds that a user waits between questions. */
  readonly pause: number;
  readonly question: string;
  readonly asked: number;
  /** Milliseconds from question to the end of the answer. */
  readonly median: number;
  readonly p95: number;
  /** Of all kinds of questions together. */
  readonly perSecond: number;
}

/** Nothing where no database is named. */
export async function benchRegistry(
  records = 1000,
  imagesOfOne = 10_000,
  users = 200,
  seconds = 30,
): Promise<readonly RegistryTime[]> {
  if (DATABASE === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), "hg-registry-"));
  const server = await startBuiltServer([
    "--data",
    folder,
    "--database",
    DATABASE,
    "--rate",
    "1000000",
  ]);
  try {
    const { url, token } = server;
    if (token === undefined) throw new Error("the server told no token; is the database empty?");
    const client = createServerClient(url, { authorization: `Bearer ${token}` });
    const workspace = (await client.call("whoAmI")).workspaces[0]!.id;
    await fill(workspace, records, imagesOfOne);
    const times: RegistryTime[] = [];
    for (const pause of [1, 0]) {
      const { waited, took } = await load(
        { url, token, workspace, records, imagesOfOne },
        { users, seconds, pause },
      );
      const all = Object.values(waited).reduce((sum, { length }) => sum + length, 0);
      for (const [question, ms] of Object.entries(waited)) {
        const sorted = Float64Array.from(ms).sort();
        const at = (share: number) =>
          Math.round(sorted[Math.floor(share * (sorted.length - 1))]! * 10) / 10;
        times.push({
          images: records * imagesOfOne,
          ...{ users, pause, question, asked: ms.length, median: at(0.5), p95: at(0.95) },
          perSecond: Math.round(all / took),
        });
      }
    }
    return times;
  } finally {
    server.process.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hash of image `i` of record `r`: every tenth image is in the record before it too. */
const hashOf = (record: number, image: number): string =>
  createHash("sha256")
    .update(`${image % 10 === 0 ? record >> 1 : record} ${image}`)
    .digest("hex");

async function fill(workspace: string, records: number, imagesOfOne: number): Promise<void> {
  const database = await openDatabase({ url: DATABASE! });
  try {
    await database.query(
      `INSERT INTO homeground.object (workspace_id, kind, name, digest, size_bytes, facts, created_by)
       SELECT $1, 'record', 'record ' || r, r::text, 1000,
         jsonb_build_object('record', r::text, 'task', 'classification'), 'bench'
       FROM generate_series(0, $2::int - 1) AS r`,
      [workspace, records],
    );
    await database.query(
      `INSERT INTO homeground.object_file (object_id, path, sha256, size_bytes)
       SELECT id, 'record.json', repeat('0', 64), 1000 FROM homeground.object`,
    );
    // Indexes are made once all is there: one by one ten million rows take an hour.
    await database.execute(`
      ALTER TABLE homeground.object_image DROP CONSTRAINT object_image_pkey;
      DROP INDEX homeground.object_image_object;
      SET maintenance_work_mem = '1GB'`);
    await database.query(
      `INSERT INTO homeground.object_image (workspace_id, sha256, object_id)
       SELECT o.workspace_id, sha256(convert_to(
         (CASE WHEN i % 10 = 0 THEN o.digest::int >> 1 ELSE o.digest::int END) || ' ' || i, 'UTF8')), o.id
       FROM homeground.object o, generate_series(0, $1::int - 1) AS i WHERE o.workspace_id = $2`,
      [imagesOfOne, workspace],
    );
    await database.execute(`
      ALTER TABLE homeground.object_image ADD PRIMARY KEY (workspace_id, sha256, object_id);
      CREATE INDEX object_image_object ON homeground.object_image (object_id)`);
    await database.execute("ANALYZE");
  } finally {
    await database.close();
  }
}

interface Asked {
  readonly url: string;
  readonly token: string;
  readonly workspace: string;
  readonly records: number;
  readonly imagesOfOne: number;
}

async function load(
  asked: Asked,
  {
    users,
    seconds,
    pause,
  }: { readonly users: number; readonly seconds: number; readonly pause: number },
) {
  const { token, workspace, records, imagesOfOne } = asked;
  const agent = new Agent({ keepAlive: true, maxSockets: users });
  const place = `/v1/workspaces/${workspace}`;
  const waited: Record<string, number[]> = {
    "one page of records": [],
    "twenty images": [],
    "the workspace": [],
  };
  const ask = (path: string, body: unknown): Promise<void> =>
    new Promise((resolve, reject) => {
      const text = body === null ? null : JSON.stringify(body);
      const sent = request(
        new URL(path, asked.url),
        {
          agent,
          method: text === null ? "GET" : "POST",
          headers: {
            authorization: `Bearer ${token}`,
            ...(text === null ? {} : { "content-type": "application/json" }),
          },
        },
        (answer) => {
          answer.resume();
          answer.once("end", () =>
            answer.statusCode === 200
              ? resolve()
              : reject(new Error(`${path}: ${answer.statusCode}`)),
          );
        },
      );
      sent.once("error", reject);
      sent.end(text);
    });
  const begun = performance.now();
  const until = begun + seconds * 1000;
  let number = 0;
  async function user(): Promise<void> {
    await sleep(random.uniform() * pause * 1000);
    while (performance.now() < until) {
      const n = number++;
      const question = Object.keys(waited)[n % 3]!;
      const [path, body] =
        question === "one page of records"
          ? [`${place}/objects?kind=record&after=${1 + random.below(records)}`, null]
          : question === "twenty images"
            ? [`${place}/images/search`, { sha256: twenty(records, imagesOfOne) }]
            : [place, null];
      const from = performance.now();
      await ask(path, body);
      waited[question]!.push(performance.now() - from);
      if (pause > 0) await sleep(pause * 1000);
    }
  }
  await Promise.all(Array.from({ length: users }, user));
  agent.destroy();
  return { waited, took: (performance.now() - begun) / 1000 };
}

function twenty(records: number, imagesOfOne: number): string[] {
  return Array.from({ length: 20 }, () => hashOf(random.below(records), random.below(imagesOfOne)));
}
