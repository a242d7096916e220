import { contentId, type Json } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { Sha256 } from "../core/json-values.js";
import {
  otherSigner,
  type Signatures,
  type SigningKey,
  signRecord,
  verifySignatures,
} from "../records/record/signature.js";
import type { SharedResult } from "./shared-result.js";

/** What a signature of a result is of: SHA-256 of its canonical JSON without the signature. */
function signedId({ signature: _, ...content }: SharedResult, createDigest: CreateDigest): Sha256 {
  return contentId(content as unknown as Json, createDigest);
}

/** The result with a signature by this key, in place of any other. */
export async function signedResult(
  shared: SharedResult,
  key: SigningKey,
  signatures: Signatures,
  createDigest: CreateDigest,
): Promise<SharedResult> {
  const bare = { id: signedId(shared, createDigest), signatures: [] };
  const { signatures: own } = await signRecord(bare, key, signatures);
  return { ...shared, signature: own[0] };
}

/**
 * Holds a result to its signature.
 *
 * @param signer public key, base64url, of which it must be; null for any, or none
 * @param where names it in messages
 * @throws HomegroundError `ledger/signature` for one that is not of this result and its key;
 *   `ledger/other-signer`
 */
export async function checkSignature(
  shared: SharedResult,
  signer: string | null,
  where: string,
  signatures: Signatures,
  createDigest: CreateDigest,
): Promise<void> {
  const { signature } = shared;
  if (signature !== undefined) {
    const signed = { id: signedId(shared, createDigest), signatures: [signature] };
    const { problems } = await verifySignatures(signed, where, signatures);
    if (problems.length > 0) {
      const isWeak = problems[0]!.code === "record/weak-key";
      throw new HomegroundError("ledger/signature", {
        what: isWeak
          ? `the key ${signature.publicKey} is one under which anybody can sign`
          : `the signature by the key ${signature.publicKey} is not of this result`,
        where,
        fix: "Ask its sender for the file as it was written",
      });
    }
  }
  const keys = signature === undefined ? [] : [signature.publicKey];
  if (signer === null || otherSigner(signer, keys, where) === null) return;
  throw new HomegroundError("ledger/other-signer", {
    what: `the result is ${signature === undefined ? "not signed" : `signed by the key ${signature.publicKey}`}, not by ${signer}`,
    where,
    fix: "Ask its sender for a file that was signed with that key",
  });
}

/** As much of a public key as stands in a line: its first 12 letters, 72 bits. */
export function keyPrint(publicKey: string): string {
  return publicKey.slice(0, 12);
}
