/**
 * What is worth a note about an image that was read all the same. Public, like error codes: a
 * released note is never renamed or given another meaning.
 */
export const IMAGE_NOTES = {
  "image/truncated": "The end marker is missing; every pixel was there.",
  "image/first-frame": "The file holds several frames or pages; the first one was used.",
  "image/colour-converted":
    "CMYK was converted to RGB: R = (255 − C)·(255 − K)/255, and so on; no colour profile.",
  "image/profile-ignored": "The file holds a colour profile, which was not applied.",
  "image/codec-warning": "The codec found the pixel data irregular and went on.",
  "image/orientation-applied": "The pixels were turned upright by the EXIF orientation.",
  "image/depth-reduced": "16-bit values were divided by 257 to reach the scale of 0..255.",
  "image/alpha-flattened": "Transparency was removed as the model's card says.",
  "image/extension-mismatch": "The content is of another format than the file's name says.",
} as const;

export type ImageNote = keyof typeof IMAGE_NOTES;
