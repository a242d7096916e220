/** Runs in a worker of a page: what the page keeps, for tests that drive it from outside. */
import { HomegroundError } from "../../src/core/errors.js";
import type { ScoreLog, ScoreRecord } from "../../src/scoring/score-log.js";
import {
  createOpfsObjectStore,
  type PageObjectStore,
} from "../../src/web/storage/opfs-object-store.js";
import { openOpfsScoreLog } from "../../src/web/storage/opfs-score-log.js";
import { openPageFolder } from "../../src/web/storage/page-folder.js";
import type { StorageCall, StorageTold, ToldRecord } from "./storage-calls.js";

const logs = new Map<number, ScoreLog>();
const stores = new Map<number, PageObjectStore>();
let last = 0;

addEventListener("message", ({ data, ports }: MessageEvent<StorageCall>) => {
  const answer = (told: StorageTold): void => ports[0]?.postMessage(told);
  take(data).then(
    (value) => answer({ value }),
    (cause: unknown) =>
      answer({
        error: cause instanceof HomegroundError ? cause.toJSON() : null,
        message: String(cause),
      }),
  );
});

async function take(call: StorageCall): Promise<unknown> {
  switch (call.do) {
    case "open-log": {
      logs.set(++last, await openOpfsScoreLog(await folderOf("scores"), call.name));
      return last;
    }
    case "has":
      return logs.get(call.id)?.has(call.key);
    case "read": {
      const record = await logs.get(call.id)?.read(call.key);
      return record?.ok ? { ...record, scores: [...record.scores] } : record;
    }
    case "append":
      return logs.get(call.id)?.append(call.key, recordOf(call.record));
    case "close":
      return logs.get(call.id)?.close();
    case "open-store": {
      stores.set(++last, createOpfsObjectStore(await folderOf(call.name)));
      return last;
    }
    case "put":
      return stores.get(call.id)?.put(call.key, Uint8Array.from(call.bytes));
    case "get":
      return [...((await stores.get(call.id)?.get(call.key)) ?? [])];
    case "list":
      return stores.get(call.id)?.list(call.prefix);
    case "remove":
      return stores.get(call.id)?.remove(call.key);
    case "bytes-of-log": {
      const file = await (await (await folderOf("scores")).getFileHandle(call.name)).getFile();
      return [...new Uint8Array(await file.arrayBuffer())];
    }
    case "write-log": {
      const file = await (await folderOf("scores")).getFileHandle(call.name, { create: true });
      const writer = await file.createWritable();
      await writer.write(Uint8Array.from(call.bytes));
      await writer.close();
      return null;
    }
  }
}

async function folderOf(name: string): Promise<FileSystemDirectoryHandle> {
  const folder = await openPageFolder(name);
  if (folder === null) throw new Error("the browser keeps nothing");
  return folder;
}

function recordOf(told: ToldRecord): ScoreRecord {
  return told.ok ? { ...told, scores: Float64Array.from(told.scores) } : told;
}
