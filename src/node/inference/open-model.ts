import { createHash } from "node:crypto";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { foreignByName, foreignFolder, toOnnx } from "../../models/foreign-models.js";
import { checkOnnx, DEFAULT_ONNX_LIMITS, type OnnxLimits } from "../../models/onnx/onnx-check.js";
import {
  type ExternalTensor,
  inspectOnnx,
  type OnnxInspection,
} from "../../models/onnx/onnx-inspect.js";
import { notRead } from "../files/read-file.js";

/** A model file that was inspected and may be given to an engine. */
export interface OpenedModel {
  /** Absolute path. */
  readonly path: string;
  /** As the user named it, for errors. */
  readonly name: string;
  /** Of all its bytes. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly inspection: OnnxInspection;
  /** Files of weights beside it; each is a regular file inside the model's folder. */
  readonly externalFiles: readonly ExternalFile[];
}

export interface ExternalFile {
  /** As the model names it. */
  readonly location: string;
  readonly path: string;
  readonly sha256: string;
}

/**
 * Reads, hashes and inspects a model file. No engine sees a byte of it; files outside its folder
 * are not touched.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`, and those of `inspectOnnx` and
 *   `checkOnnx`
 */
export async function openModel(
  name: string,
  limits: OnnxLimits = DEFAULT_ONNX_LIMITS,
): Promise<OpenedModel> {
  const path = resolve(name);
  const bytes = await readModelFile(path, name, limits.maxBytes);
  const inspection = inspectOnnx(bytes, name);
  checkOnnx(inspection, limits, name);
  const externalFiles = await findExternal(inspection.external, path, name);
  return {
    path,
    name,
    sha256: sha256(bytes),
    sizeBytes: bytes.length,
    inspection,
    externalFiles,
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const FIX = "Name an ONNX file";

async function readModelFile(path: string, name: string, maxBytes: number): Promise<Uint8Array> {
  const unreadable = (what: string) =>
    new HomegroundError("input/unreadable", { what, where: name, fix: FIX });
  try {
    const info = await stat(path);
    if (info.isDirectory()) {
      const foreign = foreignFolder(new Set(await readdir(path))) ?? foreignByName(name);
      if (foreign === null) throw unreadable("the model is a folder");
      throw new HomegroundError("model/not-onnx", {
        what: `the folder is ${foreign.what}`,
        where: name,
        fix: toOnnx(foreign, name),
      });
    }
    if (!info.isFile()) throw unreadable("the model is not a regular file");
    if (info.size > maxBytes) {
      throw new HomegroundError("model/too-large", {
        what: `the file has ${info.size} bytes, more than ${maxBytes}`,
        where: name,
        fix: "Keep the weights of a large model in files beside it, as ONNX does above 2 GB",
      });
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    throw notRead(name, cause, FIX);
  }
}

/** One entry a file. Locations were checked: relative, without `..`. */
async function findExternal(
  tensors: readonly ExternalTensor[],
  path: string,
  name: string,
): Promise<readonly ExternalFile[]> {
  const sizes = new Map<string, number>();
  const files: ExternalFile[] = [];
  for (const { name: tensor, location, offset, length } of tensors) {
    const problem = (what: string, fix: string): HomegroundError =>
      new HomegroundError("model/external-data", {
        what: `the weights ${JSON.stringify(tensor)} are in ${JSON.stringify(location)}, ${what}`,
        where: name,
        fix,
      });
    let size = sizes.get(location);
    if (size === undefined) {
      const file = join(dirname(path), location);
      size = await regularFileSize(file, dirname(path), problem);
      sizes.set(location, size);
      files.push({ location, path: file, sha256: sha256(await readFile(file)) });
    }
    if (offset + length > size) {
      throw problem(
        `bytes ${offset} to ${offset + length} of a file of ${size}`,
        "Download or export the model and its files of weights again",
      );
    }
  }
  return files;
}

type Problem = (what: string, fix: string) => HomegroundError;

async function regularFileSize(file: string, folder: string, problem: Problem): Promise<number> {
  let info: Awaited<ReturnType<typeof lstat>>;
  let real: string;
  try {
    info = await lstat(file);
    real = await realpath(file);
  } catch {
    throw problem("which is not there", `Put ${basename(file)} into the model's folder`);
  }
  const home = await realpath(folder);
  if (info.isSymbolicLink() || !real.startsWith(home + sep)) {
    throw problem("which is a link", "Put the file itself into the model's folder");
  }
  if (!info.isFile()) throw problem("which is not a regular file", "Do not trust this model");
  return info.size;
}
