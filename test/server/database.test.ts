import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import PgBoss from "pg-boss";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/node/database/database.js";
import { lockFolder } from "../../src/node/database/folder-lock.js";
import { checkVersion, migrate, SCHEMA_VERSION } from "../../src/node/database/migrate.js";
import { openDatabase } from "../../src/node/database/open-database.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { throwsCode } from "../support/throws-code.js";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-database-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @param open an empty database */
function isDatabase(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database?.close());

  it("is brought up to date once, and refused when it is newer or older", async () => {
    await expect(checkVersion(database)).rejects.toThrow(throwsCode("database/older"));
    expect(await migrate(database)).toBe(0);
    expect(await migrate(database)).toBe(SCHEMA_VERSION);
    await checkVersion(database);
    await database.query("INSERT INTO homeground.migration (version, name) VALUES ($1, 'later')", [
      SCHEMA_VERSION + 100,
    ]);
    await expect(migrate(database)).rejects.toThrow(throwsCode("database/newer"));
    await expect(checkVersion(database)).rejects.toThrow(throwsCode("database/newer"));
    await database.query("DELETE FROM homeground.migration WHERE name = 'later'");
  });

  it("gives values as they went in", async () => {
    const at = new Date("2026-11-25T10:42:07.123Z");
    const [row] = await database.query(
      `SELECT $1::bigint AS n, $2::timestamptz AS at, $3::bytea AS bytes, $4::jsonb AS json,
         $5::text[] AS words, $6::text AS nothing, $7::boolean AS yes, count(*) AS one`,
      [2 ** 53 - 1, at, Uint8Array.of(0, 255), '{"a":[1,null]}', ['x"', "y,z", "ü"], null, true],
    );
    expect(row).toEqual({
      n: 2 ** 53 - 1,
      at,
      bytes: expect.anything(),
      json: { a: [1, null] },
      words: ['x"', "y,z", "ü"],
      nothing: null,
      yes: true,
      one: 1,
    });
    expect([...(row!["bytes"] as Uint8Array)]).toEqual([0, 255]);
  });

  it("answers when a table has got columns since, and when the server forgot what it had planned", async () => {
    await database.execute("CREATE TABLE grown (a integer); INSERT INTO grown VALUES (1)");
    const all = () => database.query("SELECT * FROM grown WHERE a = $1", [1]);
    expect(await all()).toEqual([{ a: 1 }]);
    await database.execute("ALTER TABLE grown ADD COLUMN b integer DEFAULT 2");
    expect(await all()).toEqual([{ a: 1, b: 2 }]);
    expect(await all()).toEqual([{ a: 1, b: 2 }]);
    await database.execute("DEALLOCATE ALL"); // as behind a proxy that gives each question another connection
    expect(await all()).toEqual([{ a: 1, b: 2 }]);
    await database.execute("DROP TABLE grown");
  });

  it("does all of a transaction or nothing", async () => {
    await database.execute("CREATE TABLE IF NOT EXISTS t (n integer); DELETE FROM t");
    await expect(
      database.transaction(async (queries) => {
        await queries.query("INSERT INTO t VALUES (1)");
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await database.query("SELECT n FROM t")).toEqual([]);
    const many = Array.from({ length: 20 }, (_, i) =>
      database.transaction(async (queries) => {
        await queries.query("SELECT pg_advisory_xact_lock(1)");
        const [row] = await queries.query<{ n: number }>("SELECT count(*) AS n FROM t");
        await queries.query("INSERT INTO t VALUES ($1)", [row!.n]);
        return i;
      }),
    );
    await Promise.all(many);
    const rows = await database.query<{ n: number }>("SELECT n FROM t ORDER BY n");
    expect(rows.map(({ n }) => n)).toEqual(many.map((_, i) => i));
  });

  it("carries the jobs of pg-boss, also after one of its statements failed", async () => {
    await expect(database.executeSql("BEGIN; SELECT 1 / 0; COMMIT;")).rejects.toThrow("zero");
    const boss = new PgBoss({
      db: { executeSql: (text, values) => database.executeSql(text, values) },
      supervise: false,
      schedule: false,
    });
    await boss.start();
    await boss.createQueue("work");
    const id = await boss.send("work", { shard: 1 });
    const [job] = await boss.fetch("work");
    expect(job).toMatchObject({ id, data: { shard: 1 } });
    await boss.complete("work", id!);
    expect(await boss.getJobById("work", id!)).toMatchObject({ state: "completed" });
    await boss.stop({ graceful: false });
  });
}

describe("a database in a folder", () => {
  isDatabase(() => openDatabase({ folder: join(folder, "contract") }));

  it("is the same when it is opened again", async () => {
    const place = { folder: join(folder, "again") };
    const first = await openDatabase(place);
    await migrate(first);
    await first.execute("CREATE TABLE t (n integer); INSERT INTO t VALUES (7)");
    await first.close();
    const second = await openDatabase(place);
    expect(await migrate(second)).toBe(SCHEMA_VERSION);
    expect(await second.query("SELECT n FROM t")).toEqual([{ n: 7 }]);
    await second.close();
  });

  it("begins anew where a process was killed while it made one", async () => {
    const place = join(folder, "half");
    await mkdir(join(place, "database.new/base"), { recursive: true });
    await writeFile(join(place, "database.new/PG_VERSION"), "18\n");
    const database = await openDatabase({ folder: place });
    expect(await migrate(database)).toBe(0);
    await database.close();
  });

  it("is told from files of another PostgreSQL, and from damaged ones", async () => {
    const place = join(folder, "damaged");
    await (await openDatabase({ folder: place })).close();
    await writeFile(join(place, "database/PG_VERSION"), "17\n");
    await expect(openDatabase({ folder: place })).rejects.toThrow(
      throwsCode("database/server-version"),
    );
    await writeFile(join(place, "database/PG_VERSION"), "18\n");
    await writeFile(join(place, "database/global/pg_control"), "");
    await expect(openDatabase({ folder: place })).rejects.toThrow(throwsCode("database/damaged"));
  });

  it("is one process's at a time", async () => {
    const place = { folder: join(folder, "one") };
    const first = await openDatabase(place);
    await expect(openDatabase(place)).rejects.toThrow(throwsCode("database/in-use"));
    await first.close();
    await (await openDatabase(place)).close();
  });
});

describe("the lock of a folder", () => {
  /** A process that takes the lock and keeps it until it is killed. */
  async function holder(place: string): Promise<ChildProcess> {
    const module = join(ROOT, "src/node/database/folder-lock.ts");
    const program = `const { lockFolder } = await import(${JSON.stringify(module)});
      lockFolder(${JSON.stringify(place)}).then(() => console.log("mine"), ({ code }) => console.log(code));
      setInterval(() => {}, 1000);`;
    const words = ["--import", "tsx", "--input-type=module", "-e", program];
    const child = spawn(process.execPath, words, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: child.stdout! }), "line");
    if (line !== "mine") child.kill("SIGKILL");
    expect(line).toBe("mine");
    return child;
  }

  it.each(["short", "deep/".repeat(40)])("of a killed process is taken over: %s", async (name) => {
    const place = join(folder, "killed", name);
    const child = await holder(place);
    await expect(lockFolder(place)).rejects.toThrow(throwsCode("database/in-use"));
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = await lockFolder(place);
    await lock.release();
    expect((await readdir(place)).filter((file) => !/^lock-\d+$/.test(file))).toEqual([]);
  });

  it("is one's alone, however many want it at once", async () => {
    const place = join(folder, "crowd");
    let holders = 0;
    let turns = 0;
    const taking = async (): Promise<void> => {
      for (;;) {
        const lock = await lockFolder(place).catch((error: unknown) => {
          expect(error).toHaveProperty("code", "database/in-use");
          return null;
        });
        if (lock === null) {
          await new Promise((resolve) => setImmediate(resolve));
          continue;
        }
        expect(++holders).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        holders--;
        turns++;
        await lock.release();
        return;
      }
    };
    await Promise.all(Array.from({ length: 12 }, taking));
    expect(turns).toBe(12);
  });

  it.each([
    ["this machine before it was started anew", hostname(), "gone"],
    ["another machine", "elsewhere", "kept"],
  ])("of a process of %s", async (_name, host, what) => {
    const place = join(folder, `boot-${what}`);
    await mkdir(place, { recursive: true });
    const owner = { pid: 1, host, boot: "another", socket: "lock-x.socket" };
    await writeFile(join(place, "lock-7"), JSON.stringify(owner));
    if (what === "gone") await (await lockFolder(place)).release();
    else await expect(lockFolder(place)).rejects.toThrow(throwsCode("database/in-use"));
  });

  it("refuses what it cannot read", async () => {
    const place = join(folder, "odd");
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "lock-1"), '{"pid":1,"host":"a","boot":"","socket":"../x"}');
    await expect(lockFolder(place)).rejects.toThrow(throwsCode("database/in-use"));
  });
});

describeWithPostgres("a database on a server", () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  isDatabase(async () => openDatabase({ url: await server.create() }));

  it("is brought up to date by one of several who come at once", async () => {
    const url = await server.create();
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url })));
    await Promise.all(opened.map((one) => migrate(one)));
    expect(await opened[0]!.query("SELECT version FROM homeground.migration")).toHaveLength(
      SCHEMA_VERSION,
    );
    await Promise.all(opened.map((one) => one.close()));
  });

  it("says that its connection was cut, and has another at the next question", async () => {
    const database = await openDatabase({ url: await server.create() });
    const cut = database.transaction(async (queries) => {
      await queries.query("SELECT 1");
      await server.cut();
      await queries.query("SELECT 2");
    });
    await expect(cut).rejects.toThrow(throwsCode("database/unreachable"));
    await expect.poll(() => database.query("SELECT 3 AS n").catch(() => null)).toEqual([{ n: 3 }]);
    await database.close();
  });

  it("says that nobody answers", async () => {
    const url = "postgres://owner:secret@127.0.0.1:1/none";
    await expect(openDatabase({ url })).rejects.toThrow(throwsCode("database/unreachable"));
    const error: unknown = await openDatabase({ url }).catch((cause: unknown) => cause);
    expect(JSON.stringify(error)).not.toContain("secret");
  });
});
