import { HomegroundError } from "../core/errors.js";
import type { Signatures } from "../records/signature.js";

const ALGORITHM = "Ed25519";

/** Ed25519 of the page's Web Crypto. */
export function createWebSignatures(): Signatures {
  const { subtle } = crypto;
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
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
