/** Words in which a claim is read back to the one who typed it. */

export const CLAIM_WORDS = {
  counts: (v: { value: string; right: string; images: string; did: string }) =>
    `${v.value}: ${v.right} of ${v.images} ${v.did}`,
  onImages: (v: { value: string; images: string }) => `${v.value} on ${v.images}`,
  right: "right",
  readAs: (v: { typed: string; read: string }) => `“${v.typed}” was read as ${v.read}`,
} as const;
