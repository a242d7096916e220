/** Words of the panel that shows what of a result could be sent to the authors of a record. */
export const SHARE = {
  heading: "Share a result",
  lead: "The authors of a record may want to know how it does elsewhere. Below is the whole text that you could send them, byte for byte: figures, counts, the verdict and how far your images are like theirs. No picture, and no name of an image, class, place or file.",
  never: "This page sends nothing. Save or copy the text, and send it yourself if you want to.",
  text: "The text that you could send",
  size: (v: { bytes: string }) => `${v.bytes} in all.`,
  save: "Save shared-result.json",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "The browser did not let it be copied: select the text above.",
} as const;
