/** What is left unknown of training images. Values are text already. */
export const TRAINING = {
  unknown:
    "Whether the model has seen some of these images in training; if it has, the figures flatter.",
  compared: (v: { images: string }) =>
    `Whether the model has seen some of these images in training beyond the ${v.images} that they were compared with, or cut, turned or mirrored.`,
} as const;
