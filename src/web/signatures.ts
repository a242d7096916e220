import type { Signatures } from "../records/record/signature.js";
import { webCryptoSignatures } from "../records/record/web-crypto-signatures.js";

/** Ed25519 of the page's Web Crypto. */
export function createWebSignatures(): Signatures {
  return webCryptoSignatures<CryptoKey>(crypto.subtle);
}
