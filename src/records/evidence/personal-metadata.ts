import { embeddedTexts, type KeyedText } from "../../images/embedded-texts.js";
import { type ExifTexts, readExif, readExifTexts } from "../../images/exif.js";
import { holdsCoordinates, holdsEmail, isPhone } from "./personal-values.js";
import { xmpTexts } from "./xmp-texts.js";

/** What a file tells beside its picture: where it was taken, with which camera, whose it is. */
export type PersonalKind = "place" | "camera" | "person";

/** Where in the file it stands. */
export type MetadataCarrier = "EXIF" | "XMP" | "IPTC" | "a comment";

export interface PersonalMetadata {
  readonly kinds: ReadonlySet<PersonalKind>;
  readonly carriers: ReadonlySet<MetadataCarrier>;
}

/** Keys of XMP and text chunks, without prefix, in any case. */
const PLACE =
  /gps.?(latitude|longitude|position|coord|dest)|^(latitude|longitude|location|sub-?location|city|state|province-?state|country|country-?(name|code)|location(created|shown)|place|geo)/i;
const CAMERA = /serial.?n(o|um)|^(imei|device.?id)$/i;
const PERSON =
  /^(creator|author|artist|by-?line|credit|owner|owner.?name|camera.?owner.?name|rights|usage.?terms|web.?statement|copyright(.?notice)?|writer|caption.?writer|person.?in.?image|persons?|ci(adr|tel|email|url)\w*|creator.?contact.?info|contact|photographer|licensor\w*|copyright.?owner\w*|supplier|image.?creator\w*|user.?name)$/i;

/** Data sets of record 2 of IPTC-IIM 4.2 that name a place or somebody. */
const IPTC_PLACE: ReadonlySet<string> = new Set(
  ["26", "27", "90", "92", "95", "100", "101"].map((set) => `2:${set}`),
);
const IPTC_PERSON: ReadonlySet<string> = new Set(
  ["80", "85", "110", "115", "116", "118", "122"].map((set) => `2:${set}`),
);

/** A remark that tells something tells it soon. */
const MOST_TEXT = 5000;

/**
 * Looks through what a picture carries beside its pixels: EXIF, XMP, IPTC, comments and text chunks.
 * Fields that are there for places, serial numbers and people count by their names; in other texts
 * coordinates, e-mail addresses and telephone numbers do.
 *
 * @param bytes of the file
 */
export function personalMetadata(bytes: Uint8Array): PersonalMetadata {
  const kinds = new Set<PersonalKind>();
  const carriers = new Set<MetadataCarrier>();
  const add = (kind: PersonalKind | null, carrier: MetadataCarrier): void => {
    if (kind === null) return;
    kinds.add(kind);
    carriers.add(carrier);
  };
  const carried = embeddedTexts(bytes);
  for (const block of carried.exif) {
    for (const kind of kindsOfExif(block)) add(kind, "EXIF");
  }
  for (const packet of carried.xmp) {
    for (const one of xmpTexts(packet)) add(kindOfKeyed(one), "XMP");
  }
  for (const { key, text } of carried.iptc) {
    if (text.trim() === "") continue;
    const own = IPTC_PLACE.has(key ?? "") ? "place" : IPTC_PERSON.has(key ?? "") ? "person" : null;
    add(own ?? kindOfText(text), "IPTC");
  }
  for (const one of carried.texts) add(kindOfKeyed(one), "a comment");
  return { kinds, carriers };
}

function kindsOfExif(block: Uint8Array): (PersonalKind | null)[] {
  const { personal } = readExif(block, true);
  const texts: ExifTexts = readExifTexts(block);
  const isNamed = texts.people.length > 0;
  return [
    personal === null || Number.isNaN(personal.latitudeDeg) ? null : "place",
    personal?.serialNumber != null || texts.serials.length > 0 ? "camera" : null,
    isNamed ? "person" : null,
    ...texts.others.map(kindOfText),
  ];
}

function kindOfKeyed({ key, text }: KeyedText): PersonalKind | null {
  if (text.trim() === "") return null;
  const name = key ?? "";
  if (PLACE.test(name)) return "place";
  if (CAMERA.test(name)) return "camera";
  if (PERSON.test(name)) return "person";
  return kindOfText(text);
}

/** What a text of no known key tells. */
function kindOfText(whole: string): PersonalKind | null {
  const text = whole.slice(0, MOST_TEXT);
  if (holdsCoordinates(text)) return "place";
  if (/\bgps\b.{0,20}\d/is.test(text) || /\b(lat|latitude)\b\W{0,3}-?\d/i.test(text))
    return "place";
  if (/\bserial\s*(no|nr|num|number)?\b\W{0,3}\w*\d/i.test(text)) return "camera";
  if (holdsEmail(text) || text.split(/[\n\r,;|]/).some(isPhone)) return "person";
  return null;
}
