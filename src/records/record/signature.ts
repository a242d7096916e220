import { fromBase64url, toBase64url } from "./base64url.js";
import { bytesOfHex } from "./hmac.js";
import { isWeakKey } from "./public-keys.js";
import type { RecordProblem } from "./record-problem.js";
import type { RecordSignature, TransparencyRecord } from "./record-types.js";

/** A key to sign with, and the one that others know it by. */
export interface SigningKey {
  /** PKCS #8. */
  readonly privateKey: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * Port: Ed25519 (RFC 8032), as Web Crypto has it.
 *
 * Every adapter passes test/contract/signatures.ts.
 */
export interface Signatures {
  generate(): Promise<SigningKey>;
  /** 64 bytes. @throws HomegroundError `record/signature` for bytes that are no key */
  sign(privateKey: Uint8Array, message: Uint8Array): Promise<Uint8Array>;
  /** False for anything that is not this key's signature of this message; throws nothing. */
  verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** Where signatures are of the 32 bytes of an id. */
export type Signed = Pick<TransparencyRecord, "id" | "signatures">;

/**
 * The record with a signature of the 32 bytes of its id; an earlier one by the same key is replaced.
 * The id does not change.
 */
export async function signRecord<T extends Signed>(
  record: T,
  { privateKey, publicKey }: SigningKey,
  signatures: Signatures,
): Promise<T> {
  const own: RecordSignature = {
    algorithm: "Ed25519",
    publicKey: toBase64url(publicKey),
    signature: toBase64url(await signatures.sign(privateKey, bytesOfHex(record.id))),
  };
  const others = record.signatures.filter((one) => one.publicKey !== own.publicKey);
  const all = [...others, own].sort((a, b) => (a.publicKey < b.publicKey ? -1 : 1));
  return { ...record, signatures: all };
}

/** Which signatures are of this record and their key, and what is wrong with the others. */
export interface VerifiedSignatures {
  /** Public keys, base64url. */
  readonly keys: readonly string[];
  readonly problems: readonly RecordProblem[];
}

/** @param where names the record in problems */
export async function verifySignatures(
  record: Signed,
  where: string,
  signatures: Signatures,
): Promise<VerifiedSignatures> {
  const keys: string[] = [];
  const problems: RecordProblem[] = [];
  const message = bytesOfHex(record.id);
  for (const [i, { publicKey, signature }] of record.signatures.entries()) {
    const [key, bytes] = [fromBase64url(publicKey), fromBase64url(signature)];
    if (key !== null && isWeakKey(key)) {
      problems.push({
        code: "record/weak-key",
        severity: "error",
        what: `the key ${publicKey} is one under which anybody can sign`,
        where: `${where}, signatures[${i}]`,
      });
      continue;
    }
    const holds = key !== null && bytes !== null && (await signatures.verify(key, bytes, message));
    if (holds) keys.push(publicKey);
    else {
      problems.push({
        code: "record/signature",
        severity: "error",
        what: `the signature by the key ${publicKey} is not of the record ${record.id}`,
        where: `${where}, signatures[${i}]`,
      });
    }
  }
  return { keys, problems };
}

/**
 * What is wrong where a record must be signed by somebody; null where it is.
 *
 * @param signer public key, base64url
 * @param keys whose signatures hold
 */
export function otherSigner(
  signer: string,
  keys: readonly string[],
  where: string,
): RecordProblem | null {
  if (keys.includes(signer)) return null;
  const by = keys.length === 0 ? "no signature on it holds" : `it is signed by ${keys.join(", ")}`;
  const what = `the record is not signed by the key ${signer}: ${by}`;
  return { code: "record/other-signer", severity: "error", what, where: `${where}, signatures` };
}
