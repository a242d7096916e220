import { open, stat } from "node:fs/promises";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import {
  fileNotFound,
  type ListedFile,
  normalisePath,
  type ReadRange,
} from "../../formats/file-access.js";
import { rangeOf } from "../../formats/file-map-access.js";
import type { PlaceProblems } from "../../formats/place-problems.js";
import type { NetworkPolicy } from "../models/checked-request.js";
import { downloadFile } from "../models/download-file.js";
import { openBucket, parseS3, type S3Bucket } from "../s3/s3-client.js";
import type { FolderAccess } from "./folder-access.js";
import {
  createSpooledAccess,
  isOfServer,
  type RemoteFiles,
  type SpooledAccess,
} from "./spooled-access.js";
import { notWritten } from "./write-file.js";

/** What images from elsewhere may take. */
const MOST_FILES = 20_000_000;
/** Files above this are no photographs. */
const MOST_FILE_BYTES = 2 ** 30;

/** How images from elsewhere are asked for. */
export interface RemoteUse {
  readonly policy: NetworkPolicy;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The objects below `s3://bucket/folder`, by their names there. What a folder would not list is not listed;
 * a name that no folder can have is left out.
 *
 * @throws HomegroundError `usage/bad-option`
 */
export function s3Files(
  place: string,
  { signal }: Pick<RemoteUse, "signal">,
  problems: PlaceProblems,
  bucket?: S3Bucket,
): RemoteFiles {
  const { bucket: name, prefix } = parseS3(place);
  const objects = bucket ?? openBucket(name, { signal });
  const sizes = new Map<string, number>();
  const size = async (path: string): Promise<number | null> =>
    sizes.get(path) ?? (await objects.size(prefix + path));
  return {
    size,
    async list() {
      const files: ListedFile[] = [];
      for await (const { key, sizeBytes } of objects.list(prefix)) {
        const path = key.slice(prefix.length);
        if (path === "" || path.endsWith("/")) continue; // how consoles write a folder
        if (!isPlain(path)) {
          problems.add(
            "path/outside",
            path,
            "no folder can have a file of this name; it is left out",
          );
          continue;
        }
        if (path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX")) continue;
        if (files.length >= MOST_FILES) throw tooMany(place);
        files.push({ path, sizeBytes });
        sizes.set(path, sizeBytes);
      }
      if (files.length === 0) throw nothingThere(place);
      return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    },
    async part(path, range: ReadRange) {
      const all = await size(path);
      if (all === null) throw fileNotFound(path);
      const [start, end] = rangeOf(range, all);
      if (end === start) return new Uint8Array();
      const wanted = { from: start, maxBytes: end - start };
      const bytes = await objects.read(prefix + path, wanted.maxBytes, wanted);
      if (bytes === null) throw fileNotFound(path);
      return bytes;
    },
    async download(path, to) {
      const known = sizes.get(path);
      if (known !== undefined && known > MOST_FILE_BYTES) throw tooLarge(path);
      for (let tries = 0; ; tries++) {
        try {
          const pieces = await objects.get(prefix + path);
          if (pieces === null) throw fileNotFound(path);
          return await writeWhole(to, pieces, path);
        } catch (error) {
          const broke = error instanceof HomegroundError && error.code === "network/unreachable";
          if (!broke || tries === MOST_BREAKS) throw error; // each try was several already
        }
      }
    },
  };
}

const MOST_BREAKS = 2;

/** Whether a folder could have a file of this path. */
function isPlain(path: string): boolean {
  try {
    return normalisePath(path) === path && !path.includes("\0");
  } catch {
    return false;
  }
}

async function writeWhole(to: string, pieces: AsyncIterable<Uint8Array>, path: string) {
  let size = 0;
  const file = await open(to, "w").catch((cause) => {
    throw notWritten(to, cause);
  });
  try {
    for await (const piece of pieces) {
      size += piece.length;
      if (size > MOST_FILE_BYTES) throw tooLarge(path);
      await file.writeFile(piece).catch((cause) => {
        throw notWritten(to, cause);
      });
    }
  } finally {
    await file.close();
  }
}

/** Files of a list, with those that come from addresses; all of these come when they are listed. */
export function withAddresses(
  here: FolderAccess,
  list: readonly string[],
  use: RemoteUse,
  problems: PlaceProblems,
  onFile: ((bytes: number) => void) | undefined,
): SpooledAccess {
  const addresses = new Map(list.map((address) => [pathOfAddress(address), address]));
  const sizeOf = async (path: string): Promise<number | null> => {
    if (addresses.has(path)) return (await stat(await spooled.diskPath(path))).size;
    const kind = await here.kindOf(path);
    return kind?.kind === "file" ? kind.sizeBytes : null;
  };
  const spooled = createSpooledAccess(
    {
      async list() {
        const files: ListedFile[] = [];
        for await (const file of here.list("")) files.push(file);
        const some = [...addresses.keys()].map(async (path) => {
          try {
            files.push({ path, sizeBytes: (await sizeOf(path))! });
          } catch (error) {
            if (!isHomegroundError(error) || isOfServer(error)) throw error;
            problems.add("path/missing", path, `the list names it: ${error.what}`);
          }
        });
        await Promise.all(some);
        return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      },
      size: (path) =>
        sizeOf(path).catch((error) => (isOfServer(error) ? Promise.reject(error) : null)),
      async download(path, to) {
        const address = addresses.get(path);
        if (address === undefined) throw fileNotFound(path);
        await downloadImage(address, to, use);
      },
    },
    onFile,
  );
  return {
    ...spooled,
    diskPath: async (path) => (addresses.has(normalisePath(path)) ? spooled : here).diskPath(path),
    read: async (path, range) =>
      (addresses.has(normalisePath(path)) ? spooled : here).read(path, range),
    stream: (path) => (addresses.has(normalisePath(path)) ? spooled : here).stream(path),
  };
}

/** An address as the path of a file: `host/folder/a.jpg`. */
function pathOfAddress(address: string): string {
  return normalisePath(address.replace(/^https?:\/\//i, ""));
}

/**
 * Downloads an image by its address. That a server does not give it is a fault of the image; that none
 * answers is none.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/too-large`, `network/…`
 */
async function downloadImage(
  address: string,
  to: string,
  { policy, signal }: RemoteUse,
): Promise<void> {
  try {
    await downloadFile(address, to, {
      ...{ policy, maxBytes: MOST_FILE_BYTES, sha256: null },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!(error instanceof HomegroundError)) throw error;
    const code = OF_THE_IMAGE[error.code];
    if (code === undefined) throw error;
    const { what, where } = error;
    throw new HomegroundError(code, { what, where, fix: "Check the address", cause: error });
  }
}

const OF_THE_IMAGE: Readonly<
  Record<string, "input/not-found" | "input/unreadable" | "input/too-large">
> = {
  "network/bad-answer": "input/not-found",
  "model/not-onnx": "input/unreadable",
  "model/too-large": "input/too-large",
};

function tooLarge(path: string): HomegroundError {
  return new HomegroundError("input/too-large", {
    what: `it has more than ${MOST_FILE_BYTES} bytes`,
    where: path,
    fix: "Check that it is an image",
  });
}

function tooMany(place: string): HomegroundError {
  return new HomegroundError("input/too-large", {
    what: `there are more than ${MOST_FILES} files`,
    where: place,
    fix: "Name a folder of the bucket that holds fewer",
  });
}

function nothingThere(place: string): HomegroundError {
  return new HomegroundError("input/not-found", {
    what: "no object of the bucket begins with this name",
    where: place,
    fix: "Check the names of bucket and folder",
  });
}
