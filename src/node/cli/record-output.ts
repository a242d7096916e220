import { constants, createReadStream } from "node:fs";
import {
  chmod,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import type { RecordOutput } from "../../records/evidence/create-types.js";
import type { BoundFile } from "../../records/record/record-types.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { replaceFolder } from "../files/new-folder.js";
import { notWritten } from "../files/write-file.js";

/** The folder in which a record grows; it gets its name only when the record is whole. */
export interface RecordFolder extends RecordOutput {
  /** Folder for work that is done again where it is interrupted: scores, predictions. */
  readonly work: string;
  /** Takes a file from elsewhere. @throws HomegroundError `output/not-written` */
  move(from: string, path: string): Promise<void>;
  copy(from: string, path: string): Promise<void>;
  writeText(path: string, text: string): Promise<void>;
  /** Gives the folder its name, in place of an earlier draft. @throws HomegroundError `output/not-written` */
  finish(): Promise<void>;
}

/** Everything that a folder of a record holds at its top. */
const OWN_NAMES =
  /^(record\.json|manifest\.ndjson|predictions\.(csv|json)|outcomes\.ndjson|card\.json|label-map\.json|images|.*\.onnx)$/;

/**
 * @param out the folder of the record: not there yet, empty, or that of a draft, which is replaced
 * @throws HomegroundError `output/not-written` where something else is there
 */
export async function openRecordFolder(out: string): Promise<RecordFolder> {
  await refuseOthers(out);
  const base = `${out.replace(/[/\\]+$/, "")}.part`;
  const [work, root] = [join(base, "work"), join(base, "record")];
  try {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
  } catch (cause) {
    throw notWritten(base, cause);
  }
  const access = await openFolder(root);
  const at = async (path: string): Promise<string> => {
    const to = join(root, path);
    await mkdir(dirname(to), { recursive: true });
    return to;
  };
  const written = async (path: string, work: (to: string) => Promise<void>): Promise<void> => {
    try {
      await work(await at(path));
    } catch (cause) {
      throw cause instanceof HomegroundError ? cause : notWritten(join(root, path), cause);
    }
  };
  return {
    access,
    work,
    async write(path, pieces) {
      const digest = createNodeDigest();
      let sizeBytes = 0;
      const file = await onDisk(path, async () => open(await at(path), "w"));
      try {
        for await (const piece of pieces) {
          const bytes = new TextEncoder().encode(piece);
          digest.update(bytes);
          sizeBytes += bytes.length;
          await onDisk(path, () => file.writeFile(bytes));
        }
      } finally {
        await file.close();
      }
      return { path, sha256: digest.hex(), sizeBytes };
    },
    bound: (path) => boundFile(root, path),
    move: (from, path) => written(path, (to) => rename(from, to)),
    copy: (from, path) =>
      written(path, async (to) => {
        await copyFile(from, to, constants.COPYFILE_FICLONE);
        await chmod(to, 0o644);
      }),
    writeText: (path, text) =>
      written(path, async (to) => {
        const file = await open(to, "w");
        await file.writeFile(text).finally(() => file.close());
      }),
    async finish() {
      try {
        await replaceFolder(root, out);
        for (const name of ["scores", "prints", "predictions.csv", "predictions.json"]) {
          await rm(join(work, name), { recursive: true, force: true });
        }
        await rmEmpty(work);
        await rmEmpty(base);
      } catch (cause) {
        throw notWritten(out, cause);
      }
    },
  };
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

async function boundFile(root: string, path: string): Promise<BoundFile> {
  const digest = createNodeDigest();
  let sizeBytes = 0;
  for await (const piece of createReadStream(join(root, path))) {
    digest.update(piece as Uint8Array);
    sizeBytes += (piece as Uint8Array).length;
  }
  return { path, sha256: digest.hex(), sizeBytes };
}

/** A folder that somebody put something into stays. */
async function rmEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => null);
  if (names?.length === 0) await rm(folder, { recursive: true });
}

async function refuseOthers(out: string): Promise<void> {
  const info = await stat(out).catch(() => null);
  if (info === null) return;
  const refuse = (what: string): HomegroundError =>
    notWritten(out, new Error(what), "Name a folder that is not there yet");
  if (!info.isDirectory()) throw refuse("it is a file");
  const names = await readdir(out).catch((cause: unknown) => {
    throw refuse(messageOf(cause));
  });
  if (names.length === 0) return;
  const other = names.find((name) => !OWN_NAMES.test(name));
  if (other !== undefined)
    throw refuse(`it holds ${basename(other)}, which is no file of a record`);
  if (!(await isDraft(join(out, "record.json")))) {
    throw refuse("it holds something that is not the draft of a record");
  }
}

async function isDraft(path: string): Promise<boolean> {
  const record = jsonOrUndefined(await readFile(path, "utf8").catch(() => ""));
  return (
    typeof record === "object" && record !== null && "state" in record && record.state === "draft"
  );
}
