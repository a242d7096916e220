import {
  createJsonCursor,
  openCursor,
  readExactText,
  readNumber,
  readPlainText,
  skipBlanks,
} from "../json/json-cursor.js";
import type { RecordScanner } from "../json/json-records.js";
import { isPlace, POINT_WIDTH } from "../objects/point-columns.js";
import {
  type CocoFields,
  clearOutline,
  FIELD,
  OUTLINE,
  POINTS_KEY,
  reserveOutline,
} from "./coco-fields.js";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const KEYS = [
  "id",
  "image_id",
  "category_id",
  "bbox",
  "area",
  "iscrowd",
  "score",
  "segmentation",
  "ignore",
  "size",
  "counts",
  POINTS_KEY,
  "num_keypoints",
] as const;
const ID = KEYS.indexOf("id");
const IMAGE = KEYS.indexOf("image_id");
const CATEGORY = KEYS.indexOf("category_id");
const BOX = KEYS.indexOf("bbox");
const AREA = KEYS.indexOf("area");
const CROWD = KEYS.indexOf("iscrowd");
const SCORE = KEYS.indexOf("score");
const SEGMENTATION = KEYS.indexOf("segmentation");
const IGNORE = KEYS.indexOf("ignore");
const SIZE = KEYS.indexOf("size");
const COUNTS = KEYS.indexOf("counts");
const POINTS = KEYS.indexOf(POINTS_KEY);
const LABELLED = KEYS.indexOf("num_keypoints");
const KEY_BYTES = KEYS.map((key) => new TextEncoder().encode(key));

/**
 * Reads annotations and detections of the plain forms that most files have straight from bytes: the
 * known keys in any order, numbers, boxes of four numbers, outlines of numbers or run-length texts, points of three.
 * Anything else (other keys, texts, escapes, NaN, a record that is cut) it leaves to `JSON.parse`,
 * so what comes out does not depend on it.
 *
 * @param separator what stands between records: a comma, or a line feed, which then ends a record
 * @param take is called after each record, whose fields are in `fields`
 */
export function createCocoScanner(
  separator: "," | "\n",
  fields: CocoFields,
  take: (number: number) => void,
): RecordScanner {
  const between = separator.charCodeAt(0);
  const { box, outline } = fields;
  let places = new Float64Array(64);
  /** Numbers of the points of the record in hand; infinitely many where it has no list of them. */
  let placeCount = Number.POSITIVE_INFINITY;
  /** Key that followed each key last time. */
  const next = new Uint8Array(KEYS.length);
  let lastKey = ID;
  let count = 0;
  const cursor = createJsonCursor(separator === "\n");

  /** @returns the number of a key that is known, and goes to its value; −1 otherwise */
  const readKey = (start: number): number => {
    if (cursor.bytes[start] !== QUOTE) return -1;
    let key = next[lastKey]!;
    if (!readExactText(cursor, start + 1, KEY_BYTES[key]!)) {
      key = 0;
      while (key < KEYS.length && !readExactText(cursor, start + 1, KEY_BYTES[key]!)) key++;
      if (key === KEYS.length) return -1;
      next[lastKey] = key;
    }
    lastKey = key;
    const colon = skipBlanks(cursor, cursor.end);
    if (cursor.bytes[colon] !== COLON) return -1;
    cursor.end = skipBlanks(cursor, colon + 1);
    return key;
  };

  /** Reads numbers between brackets into `outline.values`. @returns whether that is what is there */
  const readPart = (start: number): boolean => {
    let to = outline.parts === 0 ? 0 : outline.partEnd[outline.parts - 1]!;
    let at = skipBlanks(cursor, start + 1);
    if (cursor.bytes[at] === CLOSE_BRACKET) at++;
    else {
      for (;;) {
        const value = readNumber(cursor, at);
        if (Number.isNaN(value)) return false;
        if (to >= outline.values.length) reserveOutline(outline, to + 1);
        outline.values[to++] = value;
        at = skipBlanks(cursor, cursor.end);
        const byte = cursor.bytes[at++];
        if (byte === CLOSE_BRACKET) break;
        if (byte !== COMMA) return false;
        at = skipBlanks(cursor, at);
      }
    }
    reserveOutline(outline, to);
    outline.partEnd[outline.parts++] = to;
    cursor.end = at;
    return true;
  };

  const readPolygons = (start: number): boolean => {
    let at = skipBlanks(cursor, start + 1);
    if (cursor.bytes[at] === CLOSE_BRACKET) {
      cursor.end = at + 1;
      return true;
    }
    outline.form = OUTLINE.polygons;
    for (;;) {
      if (cursor.bytes[at] !== OPEN_BRACKET || !readPart(at)) return false;
      at = skipBlanks(cursor, cursor.end);
      const byte = cursor.bytes[at++];
      if (byte === CLOSE_BRACKET) break;
      if (byte !== COMMA) return false;
      at = skipBlanks(cursor, at);
    }
    cursor.end = at;
    fields.has |= FIELD.outline;
    return true;
  };

  const readSize = (start: number): boolean => {
    if (cursor.bytes[start] !== OPEN_BRACKET) return false;
    const height = readNumber(cursor, skipBlanks(cursor, start + 1));
    if (!Number.isSafeInteger(height)) return false;
    const comma = skipBlanks(cursor, cursor.end);
    if (cursor.bytes[comma] !== COMMA) return false;
    const width = readNumber(cursor, skipBlanks(cursor, comma + 1));
    if (!Number.isSafeInteger(width)) return false;
    const at = skipBlanks(cursor, cursor.end);
    if (cursor.bytes[at] !== CLOSE_BRACKET) return false;
    outline.heightPx = height;
    outline.widthPx = width;
    cursor.end = at + 1;
    return true;
  };

  const readRuns = (start: number): boolean => {
    let at = skipBlanks(cursor, start + 1);
    let seen = 0;
    for (;;) {
      const key = readKey(at);
      if (key === SIZE) {
        seen |= 1;
        if (!readSize(cursor.end)) return false;
      } else if (key === COUNTS) {
        seen |= 2;
        if (cursor.bytes[cursor.end] === QUOTE) {
          outline.form = OUTLINE.text;
          const text = readPlainText(cursor, cursor.end);
          if (text === null) return false;
          outline.text = text;
        } else {
          outline.form = OUTLINE.counts;
          outline.parts = 0;
          if (cursor.bytes[cursor.end] !== OPEN_BRACKET || !readPart(cursor.end)) return false;
          const length = outline.partEnd[0]!;
          for (let k = 0; k < length; k++) {
            if (!Number.isSafeInteger(outline.values[k])) return false;
          }
        }
      } else return false;
      at = skipBlanks(cursor, cursor.end);
      const byte = cursor.bytes[at++];
      if (byte === CLOSE_BRACE) break;
      if (byte !== COMMA) return false;
      at = skipBlanks(cursor, at);
    }
    cursor.end = at;
    fields.has |= FIELD.outline;
    return seen === 3;
  };

  const readBox = (start: number): boolean => {
    if (cursor.bytes[start] !== OPEN_BRACKET) return false;
    let at = start;
    for (let k = 0; k < 4; k++) {
      const value = readNumber(cursor, skipBlanks(cursor, at + 1));
      if (Number.isNaN(value)) return false;
      box[k] = value;
      at = skipBlanks(cursor, cursor.end);
      if (cursor.bytes[at] !== (k < 3 ? COMMA : CLOSE_BRACKET)) return false;
    }
    cursor.end = at + 1;
    fields.has |= FIELD.box;
    return true;
  };

  const readPoints = (start: number): boolean => {
    fields.has &= ~FIELD.points;
    if (cursor.bytes[start] !== OPEN_BRACKET) return false;
    let count = 0;
    let at = skipBlanks(cursor, start + 1);
    placeCount = 0;
    if (cursor.bytes[at] === CLOSE_BRACKET) {
      cursor.end = at + 1;
      return true;
    }
    for (;;) {
      const value = readNumber(cursor, at);
      if (!isPlace(value)) return false;
      if (count === places.length) {
        const larger = new Float64Array(2 * count);
        larger.set(places);
        places = larger;
      }
      places[count++] = value;
      at = skipBlanks(cursor, cursor.end);
      const byte = cursor.bytes[at++];
      if (byte === CLOSE_BRACKET) break;
      if (byte !== COMMA) return false;
      at = skipBlanks(cursor, at);
    }
    cursor.end = at;
    placeCount = count;
    fields.points = places.subarray(0, count);
    fields.has |= FIELD.points;
    return count % POINT_WIDTH === 0;
  };

  const readNumberField = (key: number): boolean => {
    const value = readNumber(cursor, cursor.end);
    if (Number.isNaN(value)) return false;
    switch (key) {
      case ID:
        fields.id = value;
        fields.has |= FIELD.id;
        return Number.isSafeInteger(value);
      case IMAGE:
        fields.image = value;
        fields.has |= FIELD.image;
        return Number.isSafeInteger(value);
      case CATEGORY:
        fields.category = value;
        fields.has |= FIELD.category;
        return Number.isSafeInteger(value);
      case AREA:
        fields.area = value;
        fields.has |= FIELD.area;
        return value >= 0;
      case CROWD:
        fields.crowd = value;
        fields.has |= FIELD.crowd;
        return value === 0 || value === 1;
      case SCORE:
        fields.score = value;
        fields.has |= FIELD.score;
        return true;
      case LABELLED:
        fields.labelledPoints = value;
        fields.has |= FIELD.labelledPoints;
        return true;
      default:
        fields.has |= FIELD.ignore;
        return key === IGNORE;
    }
  };

  const readSegmentation = (start: number): boolean => {
    fields.has &= ~FIELD.outline;
    clearOutline(outline);
    if (cursor.bytes[start] === OPEN_BRACKET) return readPolygons(start);
    return cursor.bytes[start] === OPEN_BRACE && readRuns(start);
  };

  /** Whether there are points for as many as the record says are annotated. */
  const hasEnoughPoints = (): boolean =>
    (fields.has & FIELD.labelledPoints) === 0 || fields.labelledPoints <= placeCount / POINT_WIDTH;

  /** @returns the place after a record that is understood, −1 where there is none */
  const readRecord = (start: number): number => {
    let at = skipBlanks(cursor, start);
    if (cursor.bytes[at] !== OPEN_BRACE) return -1;
    at = skipBlanks(cursor, at + 1);
    fields.has = 0;
    placeCount = Number.POSITIVE_INFINITY;
    for (;;) {
      const key = readKey(at);
      if (key < 0) return -1;
      const isRead =
        key === BOX
          ? readBox(cursor.end)
          : key === SEGMENTATION
            ? readSegmentation(cursor.end)
            : key === POINTS
              ? readPoints(cursor.end)
              : readNumberField(key);
      if (!isRead) return -1;
      at = skipBlanks(cursor, cursor.end);
      const byte = cursor.bytes[at++];
      if (byte === CLOSE_BRACE) return hasEnoughPoints() ? at : -1;
      if (byte !== COMMA) return -1;
      at = skipBlanks(cursor, at);
    }
  };

  return {
    get count() {
      return count;
    },
    open: (bytes) => openCursor(cursor, bytes),
    scan(from, first) {
      count = 0;
      fields.unusable.length = 0;
      fields.record = null;
      let at = from;
      for (;;) {
        const after = readRecord(at);
        if (after < 0) return at;
        const place = skipBlanks(cursor, after);
        if (cursor.bytes[place] !== between) return at;
        take(first + count);
        count++;
        at = place + 1;
      }
    },
  };
}
