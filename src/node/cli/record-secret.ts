import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { bytesOfHex, LEAST_SECRET_BYTES } from "../../records/record/hmac.js";
import { isMissing } from "../files/fs-errors.js";
import { notWritten } from "../files/write-file.js";

/** A secret, and whether it was made now. */
export interface OpenedSecret {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly isNew: boolean;
}

/** Where the secret of a record is kept unless somebody says otherwise: beside its folder. */
export function secretPath(out: string, given: string | undefined): string {
  return given ?? `${out.replace(/[/\\]+$/, "")}.secret`;
}

/**
 * The secret of a record that is not open: the file's, or a new one of 32 random bytes in a file that
 * only its owner can read. It never lies in the folder of the record, which is published.
 *
 * @throws HomegroundError `usage/bad-option`, `record/secret`, `output/not-written`
 */
export async function openSecret(path: string, out: string): Promise<OpenedSecret> {
  if (await liesIn(path, out)) {
    throw new HomegroundError("usage/bad-option", {
      what: `${path} lies in the folder of the record, which others get`,
      where: "--secret",
      fix: "Name a file outside that folder",
    });
  }
  const known = await readSecretOrNull(path);
  if (known !== null) return { bytes: known, path, isNew: false };
  const bytes = new Uint8Array(randomBytes(LEAST_SECRET_BYTES));
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${Buffer.from(bytes).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    await chmod(path, 0o600);
  } catch (cause) {
    throw notWritten(path, cause);
  }
  return { bytes, path, isNew: true };
}

/** @throws HomegroundError `record/secret`, `input/not-found` */
export async function readSecret(path: string): Promise<Uint8Array> {
  const bytes = await readSecretOrNull(path);
  if (bytes !== null) return bytes;
  throw new HomegroundError("input/not-found", {
    what: "no such file",
    where: path,
    fix: "Name the file of the secret that the record was made with",
  });
}

async function readSecretOrNull(path: string): Promise<Uint8Array | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new HomegroundError("input/unreadable", {
      what: messageOf(cause),
      where: path,
      cause,
      fix: "Name a file that can be read",
    });
  }
  const hex = text.trim();
  const digits = 2 * LEAST_SECRET_BYTES;
  if (/^([0-9a-f]{2})+$/.test(hex) && hex.length >= digits) return bytesOfHex(hex);
  throw new HomegroundError("record/secret", {
    what: `the file is no secret: it does not hold ${digits} hexadecimal digits or more`,
    where: path,
    fix: "Name the file that was made with the record",
  });
}

/** Whether a file lies in a folder, links followed as far as they are there. */
async function liesIn(path: string, folder: string): Promise<boolean> {
  const [file, root] = [await real(path), await real(folder)];
  return file === root || file.startsWith(root + sep);
}

async function real(path: string): Promise<string> {
  const absolute = resolve(path);
  const whole = await realpath(absolute).catch(() => null);
  if (whole !== null) return whole;
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(await real(parent), basename(absolute));
}
