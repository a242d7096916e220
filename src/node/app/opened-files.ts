import { realpath, stat } from "node:fs/promises";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { asHomegroundError, HomegroundError } from "../../core/errors.js";
import { fileNotFound } from "../../formats/file-access.js";
import { formatOfName } from "../../images/image-format.js";
import { frameLine, MODEL_FOLDER, OPENED_TOKEN_HEADER } from "../../models/fetched-model.js";
import { openFolder } from "../files/folder-access.js";
import type { PostAnswer } from "./local-server.js";
import { isOfOwnPage, newToken } from "./own-page.js";
import { createFrames } from "./sent-frames.js";

/** What `homeground app` is started with. */
export interface OpenedPlaces {
  /** Folder of images; null for none. */
  readonly folder: string | null;
  /** Model file on this machine; a card of its name lies beside it. */
  readonly model: string | null;
  /** File of labels. */
  readonly labels: string | null;
}

/** Gives the page the files that the server was started with. */
export interface OpenedFiles {
  /** Is in the address that the command opens: whoever does not know it gets nothing. */
  readonly token: string;
  readonly answer: PostAnswer;
}

/** A file as the page takes it, and where it is. */
interface OpenedFile {
  readonly path: string;
  readonly disk: string;
  readonly sizeBytes: number;
}

/**
 * Sends the images of a folder, a model with its card and a file of labels, and nothing else: a request names no file. Links that
 * lead out of the folder are not followed, and other files of the folder stay where they are.
 *
 * @throws HomegroundError `input/not-found`, `input/not-a-folder`, `input/empty` before anything is served
 */
export async function createOpenedFiles(places: OpenedPlaces): Promise<OpenedFiles> {
  await openedFiles(places);
  const token = newToken();
  return {
    token,
    async answer(request, response, headers) {
      if (!isOfOwnPage(request, OPENED_TOKEN_HEADER, token)) {
        response.writeHead(403, headers).end();
        return;
      }
      request.resume(); // nothing that it says is read
      response.writeHead(200, { ...headers, "Content-Type": "application/octet-stream" });
      const stopper = new AbortController();
      response.once("close", () => stopper.abort());
      try {
        const files = await openedFiles(places); // those of now: the page may be loaded again
        const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        const frames = createFrames(response, stopper.signal);
        let done = 0;
        for (const { path, disk, sizeBytes } of files) {
          if ((await sizeOf(disk)) !== null) await frames.file(path, disk); // it may have gone since
          done += sizeBytes;
          frames.progress(path, Math.min(done, total), total);
        }
        await frames.tell({ kind: "done", source: "", sha256: "" });
        response.end();
      } catch (cause) {
        if (response.destroyed) return;
        const again = "Load the page again; if it goes on, report it";
        const error = asHomegroundError(cause, "homeground app", again).toJSON();
        response.end(frameLine({ kind: "error", error }));
      }
    },
  };
}

async function openedFiles({
  folder,
  model,
  labels,
}: OpenedPlaces): Promise<readonly OpenedFile[]> {
  const files: OpenedFile[] = [];
  const add = async (path: string, disk: string): Promise<boolean> => {
    const sizeBytes = await sizeOf(disk);
    if (sizeBytes !== null) files.push({ path, disk, sizeBytes });
    return sizeBytes !== null;
  };
  if (model !== null) {
    if (!(await add(`${MODEL_FOLDER}/${basename(model)}`, model))) throw fileNotFound(model);
    const card = model.replace(/\.onnx$/i, ".json");
    if (card !== model) await add(`${MODEL_FOLDER}/${basename(card)}`, card);
  }
  if (labels !== null && !(await add(await placeOf(labels, folder), labels))) {
    throw fileNotFound(labels);
  }
  if (folder === null) return files;
  const access = await openFolder(folder);
  const name = basename(await realpath(folder));
  let images = 0;
  for await (const { path, sizeBytes } of access.list("")) {
    if (formatOfName(path) === null) continue;
    images++;
    files.push({ path: `${name}/${path}`, disk: await access.diskPath(path), sizeBytes });
  }
  if (images > 0) return files;
  throw new HomegroundError("input/empty", {
    what: "the folder holds no images",
    where: folder,
    fix: "Name the folder that your images are in, or run homeground app and drop what you have",
  });
}

/** Labels that lie in the folder of images stay there: what they say of images is said from their place. */
async function placeOf(labels: string, folder: string | null): Promise<string> {
  if (folder === null) return basename(labels);
  const [root, place] = (await Promise.all(
    [folder, dirname(labels)].map((one) => realpath(one).catch(() => resolve(one))),
  )) as [string, string];
  const isInside = place === root || place.startsWith(root + sep);
  const parts = isInside ? [basename(root), ...relative(root, place).split(sep)] : [];
  return [...parts.filter((part) => part !== ""), basename(labels)].join("/");
}

/** Null for what is no file. */
async function sizeOf(disk: string): Promise<number | null> {
  const info = await stat(disk).catch(() => null);
  return info?.isFile() === true ? info.size : null;
}
