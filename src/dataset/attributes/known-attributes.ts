/** Attributes that are read from files or measured, and what each is. They are columns' names. */
export const KNOWN_ATTRIBUTES = {
  datetime: { from: "exif", what: "when it was taken, on the camera's clock" },
  "camera-model": { from: "exif", what: "maker and model of the camera" },
  exposure: { from: "exif", what: "exposure time in seconds" },
  "f-number": { from: "exif", what: "aperture" },
  iso: { from: "exif", what: "sensitivity" },
  "focal-length": { from: "exif", what: "focal length of the lens in mm" },
  "view-angle": {
    from: "exif",
    what: "degrees across the picture's diagonal, by the focal length in 35 mm film",
  },
  orientation: { from: "exif", what: "how the picture is to be turned, 1 to 8" },
  "serial-number": { from: "exif-personal", what: "serial number of the camera" },
  latitude: { from: "exif-personal", what: "degrees north" },
  longitude: { from: "exif-personal", what: "degrees east" },
  width: { from: "header", what: "pixels across, upright" },
  height: { from: "header", what: "pixels down, upright" },
  brightness: { from: "pixels", what: "mean luma, 0 black to 1 white" },
  contrast: { from: "pixels", what: "standard deviation of luma, 0 to 0.5" },
  sharpness: { from: "pixels", what: "variance of the Laplacian of luma" },
  colourfulness: { from: "pixels", what: "Hasler and Süsstrunk's M³, 0 to about 110" },
  greyscale: { from: "pixels", what: "whether it shows no colour, as infrared pictures do" },
  light: { from: "pixels", what: "day, or night: no colour (infrared) or dark" },
  objects: { from: "boxes", what: "how many objects have a box" },
  "object-size": {
    from: "boxes",
    what: "share of the picture that the largest object's box covers",
  },
  "object-offset": {
    from: "boxes",
    what: "distance of the largest object from the middle: 0 there, 1 in a corner",
  },
  "background-brightness": { from: "background", what: "mean luma outside the boxes, 0 to 1" },
  "background-warmth": {
    from: "background",
    what: "mean red less blue outside the boxes, −1 to 1",
  },
  "background-greenness": {
    from: "background",
    what: "excess green 2g − r − b outside the boxes, −1 to 2",
  },
  "background-texture": {
    from: "background",
    what: "mean step of luma between neighbours outside the boxes",
  },
  "outside-vocabulary": {
    from: "labels",
    what: "share of the picture's labels that the model has no word for",
  },
  daylight: { from: "sun", what: "day, twilight or night by the sun's height at place and time" },
} as const satisfies Record<string, { readonly from: AttributeOrigin; readonly what: string }>;

/**
 * What an attribute is read from. `exif-personal` only where somebody asks for it by name; `sun` is
 * computed from place and time, of columns or else of EXIF; `boxes` say where objects are, and
 * `background` is measured outside them; `labels` are held against those of the model.
 */
export type AttributeOrigin =
  | "exif"
  | "exif-personal"
  | "header"
  | "pixels"
  | "boxes"
  | "background"
  | "labels"
  | "sun";

export type KnownAttribute = keyof typeof KNOWN_ATTRIBUTES;

export function isKnownAttribute(name: string): name is KnownAttribute {
  return Object.hasOwn(KNOWN_ATTRIBUTES, name);
}

/** The known attributes among these names that come from one place. */
export function knownFrom(
  names: Iterable<string>,
  ...origins: readonly AttributeOrigin[]
): KnownAttribute[] {
  const found: KnownAttribute[] = [];
  for (const name of names) {
    if (isKnownAttribute(name) && origins.includes(KNOWN_ATTRIBUTES[name].from)) found.push(name);
  }
  return found;
}
