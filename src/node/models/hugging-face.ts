import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { isRecord } from "../../formats/json/json-values.js";
import { get, type NetworkPolicy, readBody, shownUrl, statusError } from "./checked-request.js";
import { type HuggingFaceReference, isPlainPath } from "./model-reference.js";

/** A repository of models at one commit. */
export interface HuggingFaceRepository {
  /** 40 hexadecimal digits: what a branch or tag pointed to when it was asked. */
  readonly commit: string;
  /** Path of each file, with its checksum where the server states one (large files). */
  readonly files: ReadonlyMap<string, { readonly sha256: string | null }>;
}

/** A list of files is small: 100,000 of them are 20 MB. */
const MAX_LIST_BYTES = 64 * 2 ** 20;

/**
 * Asks what a revision is and which files it has
 * (`GET /api/models/{owner}/{name}/revision/{revision}?blobs=true`).
 *
 * @param endpoint `https://huggingface.co`, or a server of the same kind
 * @throws HomegroundError `network/…`, `run/interrupted`
 */
export async function openRepository(
  reference: HuggingFaceReference,
  endpoint: string,
  policy: NetworkPolicy,
  signal?: AbortSignal,
): Promise<HuggingFaceRepository> {
  const { owner, name, revision } = reference;
  const path = `api/models/${owner}/${name}/revision/${encodeURIComponent(revision ?? "main")}`;
  const answer = await get(`${base(endpoint)}/${path}?blobs=true`, {}, policy, signal);
  if (answer.status !== 200) {
    answer.message.destroy();
    throw statusError(answer.status, answer.url);
  }
  const body = await readBody(answer, MAX_LIST_BYTES, signal);
  const repository = parseRepository(new TextDecoder().decode(body));
  if (repository !== null) return repository;
  throw new HomegroundError("network/bad-answer", {
    what: "the answer is not a description of a repository",
    where: shownUrl(new URL(answer.url)),
    fix: "Check HF_ENDPOINT, or download the model and name the file",
  });
}

/** Address of a file of a commit. */
export function fileUrl(
  { owner, name }: HuggingFaceReference,
  endpoint: string,
  commit: string,
  file: string,
): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${base(endpoint)}/${owner}/${name}/resolve/${commit}/${path}`;
}

function base(endpoint: string): string {
  return endpoint.replace(/\/+$/, "");
}

function parseRepository(text: string): HuggingFaceRepository | null {
  const data = jsonOrUndefined(text);
  if (!isRecord(data)) return null;
  const { sha, siblings } = data;
  if (typeof sha !== "string" || !/^[0-9a-f]{40}$/.test(sha)) return null;
  if (!Array.isArray(siblings)) return null;
  const files = new Map<string, { readonly sha256: string | null }>();
  for (const sibling of siblings) {
    if (!isRecord(sibling)) return null;
    const path = sibling["rfilename"];
    // A file that cannot be kept under its name is as good as not there.
    if (typeof path !== "string" || !isPlainPath(path)) continue;
    const lfs = sibling["lfs"];
    const checksum = isRecord(lfs) ? lfs["sha256"] : null;
    const isChecksum = typeof checksum === "string" && /^[0-9a-f]{64}$/.test(checksum);
    files.set(path, { sha256: isChecksum ? checksum : null });
  }
  return { commit: sha, files };
}

/**
 * The model of a repository: the file that was named, else `onnx/model.onnx` or `model.onnx`, else
 * the only ONNX file there is.
 *
 * @throws HomegroundError `input/not-found`, `input/ambiguous`
 */
export function pickModel(
  repository: HuggingFaceRepository,
  { owner, name, file }: HuggingFaceReference,
): string {
  const where = `hf:${owner}/${name}`;
  const models = [...repository.files.keys()].filter((path) => /\.onnx$/i.test(path)).sort();
  const list = models.length === 0 ? "no ONNX file" : models.slice(0, 12).join(", ");
  if (file !== null) {
    if (repository.files.has(file)) return file;
    throw new HomegroundError("input/not-found", {
      what: `the repository has no file ${file}; it has ${list}`,
      where,
      fix: "Name one of its ONNX files",
    });
  }
  for (const usual of ["onnx/model.onnx", "model.onnx"]) if (models.includes(usual)) return usual;
  const [only] = models;
  if (only === undefined) {
    throw new HomegroundError("input/not-found", {
      what: "the repository has no ONNX file",
      where,
      fix: "Ask its authors for an export, or export it: optimum-cli export onnx --model …",
    });
  }
  if (models.length === 1) return only;
  throw new HomegroundError("input/ambiguous", {
    what: `the repository has ${models.length} ONNX files: ${list}`,
    where,
    fix: `Name one of them: ${where}/${only}`,
  });
}
