/** Which labels have too little for a verdict, as the subject of a sentence. */
export const FEW = {
  label: "label",
  others: "others",
  objects: "too few objects on too few images",
  images: (v: { least: number }) => `fewer than ${v.least} images`,
  eitherWay: (v: { least: number }) => `fewer than ${v.least} images with it or without it`,
  answers: (v: { least: number }) => `fewer than ${v.least} right or fewer than ${v.least} wrong`,
  one: (v: { name: string | null; has: string }) =>
    v.name === null ? `The answers are ${v.has}` : `The label ${v.name} has ${v.has}`,
  several: (v: { few: string; of: string; names: string | null; has: string }) =>
    `${v.few} of ${v.of}${v.names === null ? "" : ` (${v.names})`} have ${v.has}`,
  /** A limit that somebody sets says nothing of a test set. */
  ofLimit: "how many objects it is meant for",
} as const;
