import { webcrypto } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { HomegroundError, messageOf } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
import { fromBase64url, toBase64url } from "../records/record/base64url.js";
import type { SigningKey } from "../records/record/signature.js";
import { isMissing } from "./files/fs-errors.js";
import { notWritten } from "./files/write-file.js";

/** A key file, as JSON. The private key is encrypted; its public key is bound to it. */
interface KeyFile {
  readonly schema: "homeground.key/1";
  readonly algorithm: "Ed25519";
  readonly publicKey: string;
  readonly derivation: "PBKDF2-SHA-256";
  readonly iterations: number;
  readonly salt: string;
  readonly cipher: "AES-256-GCM";
  readonly iv: string;
  readonly data: string;
}

/** OWASP's password storage cheat sheet (2023) for PBKDF2 with HMAC-SHA-256. */
const ITERATIONS = 600_000;
/** A file that asks for more would keep the machine busy. */
const MOST_ITERATIONS = 10_000_000;
/** Shorter ones are found by trying. */
export const LEAST_PASSPHRASE = 10;

/**
 * Writes a new key file that only its owner can read, its private key encrypted under a passphrase.
 *
 * @throws HomegroundError `usage/bad-option` for a short passphrase, `output/not-written`, also where
 *   a file is there already
 */
export async function writeKeyFile(
  path: string,
  { privateKey, publicKey }: SigningKey,
  passphrase: string,
): Promise<void> {
  if (passphrase.length < LEAST_PASSPHRASE) {
    throw new HomegroundError("usage/bad-option", {
      what: `the passphrase has ${passphrase.length} characters`,
      where: "passphrase",
      fix: `Choose one of at least ${LEAST_PASSPHRASE}`,
    });
  }
  const salt = webcrypto.getRandomValues(new Uint8Array(16));
  const iv = webcrypto.getRandomValues(new Uint8Array(12));
  const key = await derivedKey(passphrase, salt, ITERATIONS, "encrypt");
  const data = await webcrypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: new Uint8Array(publicKey) },
    key,
    new Uint8Array(privateKey),
  );
  const file: KeyFile = {
    schema: "homeground.key/1",
    algorithm: "Ed25519",
    publicKey: toBase64url(publicKey),
    derivation: "PBKDF2-SHA-256",
    iterations: ITERATIONS,
    salt: toBase64url(salt),
    cipher: "AES-256-GCM",
    iv: toBase64url(iv),
    data: toBase64url(new Uint8Array(data)),
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600, flag: "wx" });
    await chmod(path, 0o600);
  } catch (cause) {
    throw notWritten(path, cause, "Name a file that is not there yet");
  }
}

/** @throws HomegroundError `input/…`, `record/signature` for a wrong passphrase or a changed file */
export async function readKeyFile(path: string, passphrase: string): Promise<SigningKey> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new HomegroundError(isMissing(cause) ? "input/not-found" : "input/unreadable", {
      what: messageOf(cause),
      where: path,
      cause,
      fix: "Make a key with homeground record keygen",
    });
  }
  const { iterations, ...bytes } = parsed(text, path);
  const key = await derivedKey(passphrase, bytes.salt, iterations, "decrypt");
  try {
    const data = await webcrypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes.iv, additionalData: bytes.publicKey },
      key,
      bytes.data,
    );
    return { privateKey: new Uint8Array(data), publicKey: bytes.publicKey };
  } catch (cause) {
    throw new HomegroundError("record/signature", {
      what: "the passphrase does not open the key, or the file was changed",
      where: path,
      fix: "Give the passphrase that the key was made with",
      cause,
    });
  }
}

interface KeyBytes {
  readonly iterations: number;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

function parsed(text: string, path: string): KeyBytes {
  const fix = "Make a key with homeground record keygen";
  const value = parseJson(text, path, fix);
  const bad = (what: string): HomegroundError =>
    new HomegroundError("input/bad-shape", { what, where: path, fix });
  if (typeof value !== "object" || value === null) throw bad("it is no key file");
  const file = value as Readonly<Partial<Record<keyof KeyFile, unknown>>>;
  const isKnown =
    file.schema === "homeground.key/1" &&
    file.algorithm === "Ed25519" &&
    file.derivation === "PBKDF2-SHA-256" &&
    file.cipher === "AES-256-GCM";
  if (!isKnown) throw bad("it is no key file of this program");
  const { iterations } = file;
  const isCount = Number.isInteger(iterations) && Number(iterations) > 0;
  if (!isCount || Number(iterations) > MOST_ITERATIONS) {
    throw bad(`its iterations are ${String(iterations)}`);
  }
  const bytes = (name: "publicKey" | "salt" | "iv" | "data"): Uint8Array<ArrayBuffer> => {
    const own = file[name];
    const read = typeof own === "string" ? fromBase64url(own) : null;
    if (read === null) throw bad(`its ${name} is missing or malformed`);
    return new Uint8Array(read);
  };
  return {
    iterations: Number(iterations),
    publicKey: bytes("publicKey"),
    salt: bytes("salt"),
    iv: bytes("iv"),
    data: bytes("data"),
  };
}

async function derivedKey(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
  use: "encrypt" | "decrypt",
) {
  const { subtle } = webcrypto;
  const words = new TextEncoder().encode(passphrase.normalize("NFC"));
  const base = await subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    [use],
  );
}
