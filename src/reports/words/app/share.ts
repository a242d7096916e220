/** Words of the panel that shows what of a result could be sent to the authors of a record. */
export const SHARE = {
  heading: "Share a result",
  lead: "The authors of a record may want to know how it does elsewhere. Below is the whole text that you could send them, byte for byte: figures, counts, the verdict and how far your images are like theirs. No picture, and no name of an image, class, place or file.",
  never: "This page sends nothing. Save or copy the text, and send it yourself if you want to.",
  text: "The text that you could send",
  size: (v: { bytes: string }) => `${v.bytes} in all.`,
  save: "Save shared-result.json",
  copy: "Copy",
  place: "What sort of place it is, in your words",
  month: "When the images were taken",
  looking: (v: { done: string; total: string }) =>
    `Looking at the images, to know them again: ${v.done} of ${v.total}.`,
  kept: "Once you save or copy it, this browser keeps a list of which images were told of, as parts of hashes, and never sends it. A later text of some of the same images tells less, or is refused, where the two together could say something of a few images.",
  notKept:
    "This page cannot keep a list of which images were told of: do not send a second text of some of the same images.",
  unknown:
    "The images are not open here, so nobody can say whether some of them were told of before: do not send a second text of some of the same images.",
  narrow:
    "Shares of all images alone are in it: some of these images were told of before, and other figures could be held against those.",
  cannot: (v: { what: string }) => `This result cannot be shared: ${v.what}.`,
  toldMeanwhile:
    "Some of these images were told of in another tab since: close this part and open it again.",
  copied: "Copied.",
  notCopied: "The browser did not let it be copied: select the text above.",
} as const;
