import { readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PGlite, type PGliteOptions, type Transaction } from "@electric-sql/pglite";
import { HomegroundError } from "../../core/errors.js";
import { developmentFile, installation } from "../installation.js";
import {
  codeOf,
  type Database,
  damagedDatabase,
  databaseError,
  type Queries,
  type Row,
} from "./database.js";
import { lockFolder } from "./folder-lock.js";

/** PostgreSQL's major version in this PGlite; files of another are not its own. */
const MAJOR = "18";
const BIGINT = 20;

/**
 * A database in `folder/database`, made where there is none. The folder is this process's own until it is closed.
 *
 * @throws HomegroundError `database/in-use`, `database/damaged`, `database/server-version`
 */
export async function openPglite(folder: string): Promise<Database> {
  const lock = await lockFolder(folder);
  try {
    const path = join(folder, "database");
    const files = await programFiles();
    if (!(await isThere(path))) await create(path, files);
    const pglite = await open(path, files);
    return databaseOf(pglite, path, () => lock.release());
  } catch (error) {
    await lock.release();
    throw databaseError(error, folder);
  }
}

type ProgramFiles = Required<
  Pick<PGliteOptions, "pgliteWasmModule" | "initdbWasmModule" | "fsBundle">
>;

/** Its WebAssembly, beside the program where it is installed: `scripts/build/targets.ts` puts it there. */
async function programFiles(): Promise<ProgramFiles> {
  const { root, isSource } = installation();
  const folder = isSource
    ? join(developmentFile("@electric-sql/pglite"), "..")
    : join(root, "dist/pglite");
  const read = (name: string) => readFile(join(folder, name));
  return {
    pgliteWasmModule: await WebAssembly.compile(await read("pglite.wasm")),
    initdbWasmModule: await WebAssembly.compile(await read("initdb.wasm")),
    fsBundle: new Blob([await read("pglite.data")]),
  };
}

/** Under another name first: one that was killed on the way would be half a database for ever. */
async function create(path: string, files: ProgramFiles): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { recursive: true, force: true });
  const pglite = await PGlite.create({ dataDir: draft, ...files });
  await pglite.close();
  await rename(draft, path);
}

async function open(path: string, files: ProgramFiles): Promise<PGlite> {
  const major = (await readFile(join(path, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (major !== "" && major !== MAJOR) {
    throw new HomegroundError("database/server-version", {
      what: `its files are of PostgreSQL ${major}, and this program has ${MAJOR}`,
      where: path,
      fix: "Make a backup with the version of homeground that wrote it, and restore that with this one",
    });
  }
  try {
    return await PGlite.create({ dataDir: path, ...files, parsers: { [BIGINT]: Number } });
  } catch (cause) {
    if (codeOf(cause) === "ENOSPC") throw cause;
    throw damagedDatabase(cause, path);
  }
}

function databaseOf(pglite: PGlite, where: string, release: () => Promise<void>): Database {
  return {
    kind: "pglite",
    ...queriesOf(pglite, where),
    async transaction(work) {
      try {
        return await pglite.transaction((tx) => work(queriesOf(tx, where)));
      } catch (cause) {
        throw databaseError(cause, where);
      }
    },
    async executeSql(text, values) {
      if (values !== undefined && values.length > 0) {
        return { rows: [...(await queriesOf(pglite, where).query(text, values))] };
      }
      try {
        const results = await pglite.exec(text);
        return { rows: (results.at(-1)?.rows ?? []) as Row[] };
      } catch (cause) {
        // Statements that begin a transaction themselves leave the one connection in it.
        await pglite.exec("ROLLBACK").catch(() => {});
        throw databaseError(cause, where);
      }
    },
    async close() {
      await pglite.close();
      await release();
    },
  };
}

function queriesOf(on: PGlite | Transaction, where: string): Queries {
  return {
    async query<R extends object>(sql: string, values: readonly unknown[] = []) {
      try {
        return (await on.query<R>(sql, [...values])).rows;
      } catch (cause) {
        throw databaseError(cause, where);
      }
    },
    async execute(sql) {
      try {
        await on.exec(sql);
      } catch (cause) {
        throw databaseError(cause, where);
      }
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
