import type { Signatures } from "../records/signature.js";
import { webCryptoSignatures } from "../records/web-crypto-signatures.js";

/** Ed25519 of the page's Web Crypto. */
export function createWebSignatures(): Signatures {
  return webCryptoSignatures<CryptoKey>(crypto.subtle);
}
