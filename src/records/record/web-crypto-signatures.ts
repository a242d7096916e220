import { HomegroundError } from "../../core/errors.js";
import { isWeakKey } from "./public-keys.js";
import type { Signatures } from "./signature.js";

const ALGORITHM = "Ed25519";

type Bytes = Uint8Array<ArrayBuffer>;
type Usage = "sign" | "verify";

/** What of Web Crypto's `SubtleCrypto` signatures need; Node and pages both have it. */
export interface SubtleSignatures<Key> {
  generateKey(
    algorithm: string,
    extractable: boolean,
    usages: Usage[],
  ): Promise<Key | { readonly privateKey: Key; readonly publicKey: Key }>;
  exportKey(format: "pkcs8" | "raw", key: Key): Promise<ArrayBuffer>;
  importKey(
    format: "pkcs8" | "raw",
    data: Bytes,
    algorithm: string,
    extractable: boolean,
    usages: Usage[],
  ): Promise<Key>;
  sign(algorithm: string, key: Key, message: Bytes): Promise<ArrayBuffer>;
  verify(algorithm: string, key: Key, signature: Bytes, message: Bytes): Promise<boolean>;
}

/** Ed25519 of an environment's Web Crypto. */
export function webCryptoSignatures<Key extends object>(subtle: SubtleSignatures<Key>): Signatures {
  return {
    async generate() {
      const pair = await subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
      if (!("privateKey" in pair)) throw new Error("Ed25519 gave no pair of keys");
      return {
        privateKey: new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey)),
        publicKey: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)),
      };
    },
    async sign(privateKey, message) {
      try {
        const key = await subtle.importKey("pkcs8", copy(privateKey), ALGORITHM, false, ["sign"]);
        return new Uint8Array(await subtle.sign(ALGORITHM, key, copy(message)));
      } catch (cause) {
        throw new HomegroundError("record/signature", {
          what: "the bytes are no Ed25519 key",
          where: "key",
          fix: "Use a key of homeground record keygen",
          cause,
        });
      }
    },
    async verify(publicKey, signature, message) {
      // Not every engine refuses them, and under some any signature holds.
      if (isWeakKey(publicKey)) return false;
      try {
        const key = await subtle.importKey("raw", copy(publicKey), ALGORITHM, false, ["verify"]);
        return await subtle.verify(ALGORITHM, key, copy(signature), copy(message));
      } catch {
        return false; // no key, or no signature by its form
      }
    },
  };
}

/** Web Crypto takes memory that nobody shares. */
function copy(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
