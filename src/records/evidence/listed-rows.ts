import { createLineReader } from "../record/lines.js";
import { recordPath } from "./manifest-lines.js";
import { unfit } from "./prediction-rows.js";

const MOST_LINE_BYTES = 4_000_000;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line of a list of predictions, which says its image. */
export interface ListedRow {
  readonly file_name: string;
}

/** A list in JSON with a prediction a line, those of an image together and images in their order. */
export interface ListedRows<T extends ListedRow> {
  /** The next rows, as long as they are of this image. @throws HomegroundError `record/predictions` */
  ofImage(name: string | undefined): Promise<readonly T[]>;
  /** @throws HomegroundError `record/predictions` where something is left */
  finish(): Promise<void>;
  place(): string;
}

/**
 * @param file its name, for messages
 * @param one what a line is of, for messages: `detection`
 * @param parse null for a line that is none
 */
export function listedRows<T extends ListedRow>(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  one: string,
  parse: (text: string) => T | null,
): ListedRows<T> {
  const lines = createLineReader(pieces, MOST_LINE_BYTES);
  const place = (): string => `${file}, line ${lines.count}`;
  let waiting: T | null = null;
  let state: "before" | "inside" | "after" = "before";

  const nextText = async (): Promise<string | null> => {
    const line = await lines.next();
    if (lines.end === "too-long") throw unfit("the line is too long", place());
    if (lines.end === "no-line-feed") {
      throw unfit("the last line has no line feed: it may be cut off", place());
    }
    try {
      return line === null ? null : UTF8.decode(line);
    } catch {
      throw unfit("the line is not UTF-8", place());
    }
  };

  const next = async (): Promise<T | null> => {
    if (state === "before") {
      const first = await nextText();
      if (first === "[]") state = "after";
      else if (first === "[") state = "inside";
      else throw unfit(`the file does not begin as a list of ${one}s`, place());
    }
    if (state === "after") return null;
    const text = await nextText();
    if (text === "]") {
      state = "after";
      return null;
    }
    if (text === null) throw unfit(`the list of ${one}s does not end`, `${file}, its end`);
    const found = parse(text.endsWith(",") ? text.slice(0, -1) : text);
    if (found === null) throw unfit(`the line is no ${one}`, place());
    return found;
  };

  return {
    place,
    async ofImage(name) {
      const rows: T[] = [];
      for (;;) {
        waiting ??= await next();
        if (waiting === null || recordPath(waiting.file_name) !== name) return rows;
        rows.push(waiting);
        waiting = null;
      }
    },
    async finish() {
      waiting ??= await next();
      if (waiting !== null) {
        const what = `the ${one} is on ${JSON.stringify(waiting.file_name)}, which is no scored image, or out of order`;
        throw unfit(what, place());
      }
      if ((await nextText()) !== null) throw unfit("something stands behind the list", place());
    },
  };
}
