import { createReadStream } from "node:fs";
import type { NamingText } from "../../records/anonymous/naming-texts.js";

/** A text that was looked for, and the file that holds it. */
export interface FoundText extends NamingText {
  readonly file: string;
}

/** Looks for texts in any bytes, as UTF-8 and UTF-16, in both cases and both normal forms. */
export interface TextFinder {
  /** Those in a file's name. */
  inName(file: string): FoundText[];
  /**
   * Those in its bytes, each once.
   *
   * @param path on disk
   * @param file its name in what is found
   */
  inFile(
    path: string,
    file: string,
  ): Promise<{ readonly found: readonly FoundText[]; readonly carriesTexts: boolean }>;
}

/** How images carry texts: EXIF, XMP, IPTC, and the text chunks of PNG. */
const CARRIERS = [
  ...["Exif\0\0", "http://ns.adobe.com/xap/", "Photoshop 3.0", "tEXt", "iTXt", "zTXt", "eXIf"],
  "EXIF",
  "XMP ",
];
const IMAGE = /\.(?:jpe?g|png|webp|tiff?|gif|bmp)$/i;

export function createTextFinder(texts: readonly NamingText[]): TextFinder {
  const needles = texts.flatMap((naming) => formsOf(naming).map((bytes) => ({ naming, bytes })));
  const longest = Math.max(1, ...needles.map(({ bytes }) => bytes.length));
  const among = (latin: string, file: string, known: Set<NamingText>): FoundText[] => {
    const found: FoundText[] = [];
    const lower = latin.toLowerCase();
    for (const { naming, bytes } of needles) {
      if (known.has(naming)) continue;
      if (!(naming.isPart ? holdsWord(latin, bytes) : lower.includes(bytes))) continue;
      known.add(naming);
      found.push({ ...naming, file });
    }
    return found;
  };
  return {
    inName: (file) => among(Buffer.from(file).toString("latin1"), file, new Set()),
    async inFile(path, file) {
      const known = new Set<NamingText>();
      const found: FoundText[] = [];
      let rest = "";
      let isFirst = true;
      let carriesTexts = false;
      for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
        const text = rest + (piece as Buffer).toString("latin1");
        found.push(...among(text, file, known));
        if (isFirst && IMAGE.test(file))
          carriesTexts = CARRIERS.some((sign) => text.includes(sign));
        rest = text.slice(-(longest + 1));
        isFirst = false;
      }
      return { found, carriesTexts };
    },
  };
}

/** Letters of ASCII and UTF-8 beyond it, behind or before which a part of a name is another word. */
const LETTER = /[A-Za-z\u0080-\u00ff]/;

function holdsWord(latin: string, bytes: string): boolean {
  for (let at = latin.indexOf(bytes); at >= 0; at = latin.indexOf(bytes, at + 1)) {
    const [before = "", after = ""] = [latin[at - 1], latin[at + bytes.length]];
    if (!LETTER.test(before) && !LETTER.test(after)) return true;
  }
  return false;
}

/**
 * The bytes of a text, one character a byte. Parts of names are looked for as they are written, whole
 * texts in any case: both sides are put in lower case byte by byte, and letters beyond ASCII are there
 * in both.
 */
function formsOf({ text, isPart }: NamingText): string[] {
  const cases = isPart ? [text] : [text, text.toLowerCase(), text.toUpperCase()];
  const inJson = cases.map((one) => JSON.stringify(one).slice(1, -1));
  const forms = [...cases, ...inJson].flatMap((one) => [
    one.normalize("NFC"),
    one.normalize("NFD"),
  ]);
  const bytes = [...new Set(forms)].flatMap((form) => {
    const wide = Buffer.from(form, "utf16le");
    return [Buffer.from(form), wide, Buffer.from(wide).swap16()];
  });
  const latin = bytes.map((one) => one.toString("latin1"));
  return [...new Set(isPart ? latin : latin.map((one) => one.toLowerCase()))];
}
