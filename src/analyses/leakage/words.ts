/** What is left unknown of training images. Values are text already. */
export const TRAINING = {
  unknown:
    "Whether the model has seen some of these images in training; if it has, the figures flatter.",
  compared: (v: { images: string }) =>
    `Whether the model has seen some of these images in training beyond the ${v.images} that they were compared with, or copies of these that were not found.`,
  /** Of a list some images cannot be compared. */
  missing: (v: { compared: string; images: string; sources: string }) =>
    `Only ${v.compared} of ${v.images} of ${v.sources} could be compared with yours: the others are not on disk, or several files have their name.`,
  none: (v: { images: string; sources: string }) =>
    `None of ${v.images} of ${v.sources} could be compared with yours: they are not on disk, or several files have their name. So no copy would have been found.`,
  title: "Images of the training list",
} as const;

/** Words of pairs that are shown side by side. Names are text already. */
export const PAIRS = {
  title: "Pictures taken for one",
  lead: "Look whether each pair is one picture. A pair that is none changes nothing but the figures without it.",
  own: "evaluated",
  other: { training: "of the training list", cluster: "of another group" },
  kinds: {
    "same-bytes": "the same file",
    "same-pixels": "the same pixels",
    near: "nearly the same look",
    altered: "an altered copy",
    "same-group": "of one group",
  },
  alt: (v: { file: string; where: string; said: string }) => `${v.file}, ${v.where}: ${v.said}`,
} as const;
