/**
 * All data of a server in one tar file: rows as JSON lines a table, blobs under their names, and at the end what the
 * file must hold, so that one that is cut off is none. Rows are those of one moment; it goes from a folder to a
 * PostgreSQL and back.
 */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import * as z from "zod/mini";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { type BlobStore, SHA256 } from "../blobs/blob-store.js";
import { spoolFile } from "../blobs/spool.js";
import type { Database, Queries } from "../database/database.js";
import { migrate, SCHEMA_VERSION, versionOf } from "../database/migrate.js";
import { createByteStream } from "../files/byte-stream.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { readTarHeader, TAR_BLOCK } from "../files/tar-header.js";
import { notWritten } from "../files/write-file.js";

/** In an order in which none comes before what it points to. Sessions end with a restore: people log in again. */
const TABLES = [
  "workspace",
  "person",
  "member",
  "invitation",
  "token",
  "passkey",
  "identity",
  "workspace_blob",
  "object",
  "object_file",
  "object_image",
  "job",
  "audit",
] as const;
/** Columns that count up. */
const COUNTED = { object: "seq", job: "seq", audit: "seq" } as const;

const ROWS_AT_ONCE = 2000;
const LAST = "backup.json";
const MOST_LAST_BYTES = 1_000_000;

const CONTENTS = z.strictObject({
  schema: z.literal("homeground.backup/1"),
  software: z.string(),
  /** Of the tables. */
  version: z.int(),
  at: z.string(),
  tables: z.record(z.string(), z.strictObject({ rows: z.int(), sha256: z.string() })),
  blobs: z.int(),
});
type Contents = z.output<typeof CONTENTS>;

/** What was written or restored. */
export interface BackupSummary {
  readonly objects: number;
  readonly blobs: number;
  readonly at: string;
}

/**
 * Writes a backup, whole or not at all.
 *
 * @throws HomegroundError `output/not-written`, `blobs/…`, `database/…`
 */
export async function backUp(
  path: string,
  { database, blobs }: { readonly database: Database; readonly blobs: BlobStore },
  software: string,
  now: Date,
): Promise<BackupSummary> {
  await refuseExisting(path);
  const part = `${path}.${randomUUID()}.part`;
  const held = await holdBlobs(database);
  try {
    const file = await open(part, "wx", 0o600);
    try {
      const { tables, names } = await writeTables(file, database);
      for (const sha256 of names) {
        const sizeBytes = await blobs.size(sha256);
        const bytes = await blobs.read(sha256);
        if (sizeBytes === null || bytes === null) throw missing(sha256);
        await writeHeader(file, `blobs/${sha256}`, sizeBytes);
        for await (const piece of bytes) await file.writeFile(piece);
        await pad(file, sizeBytes);
      }
      const contents: Contents = {
        schema: "homeground.backup/1",
        software,
        version: await versionOf(database),
        at: now.toISOString(),
        tables,
        blobs: names.length,
      };
      const text = Buffer.from(JSON.stringify(contents));
      await writeHeader(file, LAST, text.length);
      await file.writeFile(text);
      await pad(file, text.length);
      await file.writeFile(Buffer.alloc(2 * TAR_BLOCK));
      await file.sync();
      await file.close();
      await rename(part, path);
      return { objects: tables["object"]!.rows, blobs: names.length, at: contents.at };
    } finally {
      await file.close().catch(() => {});
    }
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    const isOfSystem = cause instanceof Error && !isHomegroundError(cause) && "syscall" in cause;
    throw isOfSystem ? notWritten(path, cause) : cause;
  } finally {
    await database.query("DELETE FROM homeground.arriving_blob WHERE id = ANY ($1::uuid[])", [
      held,
    ]);
  }
}

/** Nobody removes a blob that somebody is bringing: as such they stay while they are copied. */
async function holdBlobs(database: Database): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `INSERT INTO homeground.arriving_blob (id, sha256)
     SELECT gen_random_uuid(), sha256 FROM homeground.workspace_blob GROUP BY sha256 RETURNING id`,
  );
  return rows.map(({ id }) => id);
}

/** Rows of one moment, and the names of the blobs that they have. */
async function writeTables(
  file: FileHandle,
  database: Database,
): Promise<{ readonly tables: Contents["tables"]; readonly names: readonly string[] }> {
  return await database.transaction(async (queries) => {
    await queries.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const tables: Record<string, { rows: number; sha256: string }> = {};
    for (const table of TABLES) tables[table] = await writeTable(file, queries, table);
    const names = await queries.query<{ sha256: string }>(
      "SELECT DISTINCT sha256 FROM homeground.workspace_blob ORDER BY sha256",
    );
    return { tables, names: names.map(({ sha256 }) => sha256) };
  });
}

/** A table's length is known when its rows are written: its header is put before them then. */
async function writeTable(
  file: FileHandle,
  queries: Queries,
  table: string,
): Promise<{ rows: number; sha256: string }> {
  const at = (await file.stat()).size;
  await file.writeFile(Buffer.alloc(TAR_BLOCK));
  await queries.execute(
    `DECLARE rows NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM homeground.${table} t`,
  );
  const hash = createHash("sha256");
  let count = 0;
  let sizeBytes = 0;
  for (;;) {
    const rows = await queries.query<{ row: string }>(`FETCH ${ROWS_AT_ONCE} FROM rows`);
    if (rows.length === 0) break;
    const text = Buffer.from(rows.map(({ row }) => `${row}\n`).join(""));
    hash.update(text);
    count += rows.length;
    sizeBytes += text.length;
    await file.writeFile(text);
  }
  await queries.execute("CLOSE rows");
  await file.write(headerOf(`tables/${table}.ndjson`, sizeBytes), 0, TAR_BLOCK, at);
  await pad(file, sizeBytes);
  return { rows: count, sha256: hash.digest("hex") };
}

/**
 * Restores a backup into a place that is empty. The whole file is looked at before a row is written.
 *
 * @param spool folder for files on their way
 * @throws HomegroundError `backup/bad`, `backup/version`, `backup/not-empty`, `blobs/…`, `database/…`
 */
export async function restore(
  path: string,
  { database, blobs }: { readonly database: Database; readonly blobs: BlobStore },
  spool: string,
): Promise<BackupSummary> {
  if ((await versionOf(database)) > 0) {
    throw new HomegroundError("backup/not-empty", {
      what: "the database holds data",
      where: "--data or --database",
      fix: "Name a folder or a database that is new",
    });
  }
  const tables = new Map<
    string,
    { readonly at: number; readonly sizeBytes: number; readonly sha256: string }
  >();
  let contents: Contents | null = null;
  let count = 0;
  const { size } = await statOf(path);
  const stream = createByteStream(createReadStream(path));
  for (let at = 0; contents === null; ) {
    const block = await stream.take(TAR_BLOCK);
    const header = block.length === TAR_BLOCK ? readTarHeader(block) : null;
    if (header === null) throw bad("it ends, or is damaged", at);
    at += TAR_BLOCK;
    const { name, sizeBytes } = header;
    if (sizeBytes > size - at) throw bad("it is cut off", at);
    const table = /^tables\/([a-z_]+)\.ndjson$/.exec(name)?.[1];
    const blob = /^blobs\/([0-9a-f]{64})$/.exec(name)?.[1];
    if (name === LAST)
      contents = contentsIn(await stream.take(Math.min(sizeBytes, MOST_LAST_BYTES)), at);
    else if (table !== undefined) {
      const hash = createHash("sha256");
      for await (const piece of stream.pieces(sizeBytes)) hash.update(piece);
      tables.set(table, { at, sizeBytes, sha256: hash.digest("hex") });
    } else if (blob !== undefined && SHA256.test(blob)) {
      const limits = { mostBytes: sizeBytes, sizeBytes, sha256: blob };
      const file = await spoolFile(spool, stream.pieces(sizeBytes), limits).catch(
        (error: unknown) => {
          const isCut = isHomegroundError(error) && error.code === "blobs/cut";
          throw isCut ? bad("a file in it is not what its name says", at) : error;
        },
      );
      await blobs.put(file).finally(() => file.remove());
      count++;
    } else throw bad(`it holds ${JSON.stringify(name.slice(0, 80))}`, at);
    await stream.take((TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK);
    at += Math.ceil(sizeBytes / TAR_BLOCK) * TAR_BLOCK;
  }
  if (count !== contents.blobs) throw bad(`it has ${count} files of ${contents.blobs}`, 0);
  for (const [table, { sha256 }] of Object.entries(contents.tables)) {
    if (tables.get(table)?.sha256 !== sha256) throw bad(`its table ${table} is another`, 0);
  }
  try {
    // By the schema that it was made with; what came since is changed as in any upgrade.
    await migrate(database, contents.version);
    await database.transaction(async (queries) => {
      for (const table of TABLES) {
        const place = tables.get(table);
        if (place !== undefined) await readTable(path, queries, table, place);
      }
      for (const [table, column] of Object.entries(COUNTED)) {
        await queries.query(
          `SELECT setval(pg_get_serial_sequence('homeground.${table}', '${column}'),
             (SELECT coalesce(max(${column}), 0) + 1 FROM homeground.${table}), false)`,
        );
      }
    });
    await migrate(database);
  } catch (error) {
    await database.execute("DROP SCHEMA IF EXISTS homeground CASCADE").catch(() => {});
    throw error;
  }
  return { objects: contents.tables["object"]?.rows ?? 0, blobs: count, at: contents.at };
}

async function readTable(
  path: string,
  queries: Queries,
  table: string,
  { at, sizeBytes }: { readonly at: number; readonly sizeBytes: number },
): Promise<void> {
  if (sizeBytes === 0) return;
  let rows: string[] = [];
  const write = async () => {
    await queries.query(
      `INSERT INTO homeground.${table} OVERRIDING SYSTEM VALUE
       SELECT * FROM jsonb_populate_recordset(NULL::homeground.${table}, $1::jsonb)`,
      [`[${rows.join(",")}]`],
    );
    rows = [];
  };
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of createReadStream(path, { start: at, end: at + sizeBytes - 1 })) {
    const lines = (rest + decoder.decode(piece as Buffer, { stream: true })).split("\n");
    rest = lines.pop()!;
    rows.push(...lines);
    if (rows.length >= ROWS_AT_ONCE) await write();
  }
  if (rows.length > 0) await write();
}

function contentsIn(bytes: Uint8Array, at: number): Contents {
  const value = jsonOrUndefined(new TextDecoder().decode(bytes));
  const parsed = CONTENTS.safeParse(value);
  if (!parsed.success) throw bad("what it says of itself is malformed", at);
  const { version } = parsed.data;
  if (version <= SCHEMA_VERSION) return parsed.data;
  throw new HomegroundError("backup/version", {
    what: `its tables are of version ${version}, and this program knows ${SCHEMA_VERSION}`,
    where: "the backup",
    fix: `Use homeground ${parsed.data.software} or newer`,
  });
}

async function statOf(path: string): Promise<{ readonly size: number }> {
  return await stat(path).catch((cause: unknown) => {
    throw new HomegroundError("input/not-found", {
      what: "there is no such file",
      where: path,
      fix: "Name the file that homeground backup wrote",
      cause,
    });
  });
}

async function writeHeader(file: FileHandle, name: string, sizeBytes: number): Promise<void> {
  await file.writeFile(headerOf(name, sizeBytes));
}

async function pad(file: FileHandle, sizeBytes: number): Promise<void> {
  await file.writeFile(Buffer.alloc((TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK));
}

/** Of a file in POSIX's ustar; 11 octal digits hold 8 GiB, more than a blob has. */
function headerOf(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(name, 0, 100);
  header.write("0000600\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${sizeBytes.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\0", 257);
  header.write("00", 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function bad(what: string, at: number): HomegroundError {
  return new HomegroundError("backup/bad", {
    what,
    where: `the backup, byte ${at}`,
    fix: "Take another copy of it, or the backup before",
  });
}

function missing(sha256: string): HomegroundError {
  return new HomegroundError("blobs/changed", {
    what: "a file is not in the store any more",
    where: sha256,
    fix: "Run it again; if it stays so, restore the file from the backup before",
  });
}
