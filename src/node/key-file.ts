import { webcrypto } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod/mini";
import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
import { readShape } from "../formats/json/read-shape.js";
import { fromBase64url, toBase64url } from "../records/record/base64url.js";
import type { SigningKey } from "../records/record/signature.js";
import { readText } from "./files/read-file.js";
import { notWritten } from "./files/write-file.js";

/** OWASP's password storage cheat sheet (2023) for PBKDF2 with HMAC-SHA-256. */
const ITERATIONS = 600_000;
/** A file that asks for more would keep the machine busy. */
const MOST_ITERATIONS = 10_000_000;

/** Shorter ones are found by trying. */
export const LEAST_PASSPHRASE = 10;

const BYTES = z.pipe(
  z.string(),
  z.transform((text: string, { issues }): Uint8Array<ArrayBuffer> => {
    const bytes = fromBase64url(text);
    if (bytes === null) issues.push({ code: "custom", input: text, message: "is no base64url" });
    return new Uint8Array(bytes ?? []);
  }),
);

/** A key file, as JSON. The private key is encrypted; its public key is bound to it. */
const KEY_FILE = z.object({
  schema: z.literal("homeground.key/1"),
  algorithm: z.literal("Ed25519"),
  publicKey: BYTES,
  derivation: z.literal("PBKDF2-SHA-256"),
  iterations: z.int().check(z.positive(), z.maximum(MOST_ITERATIONS)),
  salt: BYTES,
  cipher: z.literal("AES-256-GCM"),
  iv: BYTES,
  data: BYTES,
});

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
  const file: z.input<typeof KEY_FILE> = {
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
  const text = await readText(path, "Make a key with homeground record keygen");
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

function parsed(text: string, path: string): z.output<typeof KEY_FILE> {
  const fix = "Make a key with homeground record keygen";
  return readShape(KEY_FILE, parseJson(text, path, fix), "it", (what) => {
    return new HomegroundError("input/bad-shape", { what, where: path, fix });
  });
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
