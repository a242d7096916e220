import { HomegroundError } from "../../core/errors.js";

/** What `--model` names. */
export type ModelReference =
  | { readonly kind: "file"; readonly path: string }
  | UrlReference
  | HuggingFaceReference;

export interface UrlReference {
  readonly kind: "url";
  /** Absolute, without a fragment. */
  readonly url: string;
  /** What the bytes must hash to; null where that is not stated. */
  readonly sha256: string | null;
}

export interface HuggingFaceReference {
  readonly kind: "hugging-face";
  readonly owner: string;
  readonly name: string;
  /** Branch, tag or commit; null for `main`. */
  readonly revision: string | null;
  /** Path of the model in the repository; null where it is to be found. */
  readonly file: string | null;
  readonly sha256: string | null;
}

/**
 * Reads what follows `--model`: a path, `https://…`, or `hf:owner/name[@revision][/file]`. An
 * address may end in `#sha256=HEX` or `@sha256:HEX`, which its bytes are then held to. A `/` inside
 * a revision is written `%2F`.
 *
 * @throws HomegroundError `usage/bad-option`
 */
export function parseModelReference(text: string): ModelReference {
  const isHuggingFace = /^hf:/i.test(text);
  if (!isHuggingFace && !/^https?:/i.test(text)) return { kind: "file", path: text };
  const { address, sha256 } = splitChecksum(text);
  return isHuggingFace ? huggingFace(address, sha256, text) : urlOf(address, sha256, text);
}

function splitChecksum(text: string): { readonly address: string; readonly sha256: string | null } {
  const found = /^(.*?)(?:#sha256=|@sha256:)(.*)$/is.exec(text);
  if (found === null) return { address: text, sha256: null };
  const [, address = "", hex = ""] = found;
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw badModel(text, `the checksum ${JSON.stringify(hex)} is not 64 hexadecimal digits`);
  }
  return { address, sha256: hex.toLowerCase() };
}

function urlOf(address: string, sha256: string | null, text: string): UrlReference {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw badModel(text, "the address cannot be read");
  }
  if (url.username !== "" || url.password !== "") {
    throw badModel(`${url.protocol}//${url.host}`, "the address holds a name or a password");
  }
  url.hash = "";
  return { kind: "url", url: url.href, sha256 };
}

const NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
const HUGGING_FACE = new RegExp(`^hf:(${NAME})/(${NAME})(?:@([^/@]{1,200}))?(?:/(.+))?$`, "i");

function huggingFace(address: string, sha256: string | null, text: string): HuggingFaceReference {
  const [, owner = "", name = "", coded, file] = HUGGING_FACE.exec(address) ?? [];
  if (owner === "") throw badModel(text, "it is not of the form hf:owner/name[@revision][/file]");
  let revision: string | null = null;
  try {
    if (coded !== undefined) revision = decodeURIComponent(coded);
  } catch {
    throw badModel(text, "the revision cannot be read");
  }
  if (file !== undefined && !isPlainPath(file)) {
    throw badModel(text, `${JSON.stringify(file)} is no path inside a repository`);
  }
  return { kind: "hugging-face", owner, name, revision, file: file ?? null, sha256 };
}

/** Whether a path stays below the folder that it starts in, on every system. */
export function isPlainPath(path: string): boolean {
  if (path.length > 1000 || /[\\:*?"<>|\p{Cc}]/u.test(path)) return false;
  return path.split("/").every((part) => !/^(\.\.?|)$/.test(part) && !/[. ]$/.test(part));
}

function badModel(where: string, what: string): HomegroundError {
  return new HomegroundError("usage/bad-option", {
    what,
    where: `--model ${where}`,
    fix: "Name a file, an https: address or hf:owner/name[@revision][/file]",
  });
}
