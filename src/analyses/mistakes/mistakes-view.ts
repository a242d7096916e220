import { BOX_OUTCOMES } from "../../outcomes/detection/anatomy.js";
import type {
  DocumentPictures,
  PictureMark,
  PictureTile,
  TilePicture,
} from "../../reports/document-types.js";
import { counted, grouped } from "../../reports/numbers.js";
import { ringPath, tenth } from "../../reports/ring-path.js";
import { shown } from "../../reports/text.js";
import { BOX_OUTCOME_WORDS } from "../../reports/words/detections.js";
import type {
  KindMixUps,
  Mistake,
  MistakeBox,
  MistakeFacts,
  MistakePose,
  MixUpFacts,
  Thumbnail,
} from "../../results/report-input.js";
import {
  briefText,
  CUT_OUT,
  KINDS_MIXED,
  MIX_UP,
  mistakesSentence,
  mistakeWords,
  NO_FILES,
  noPictureWords,
  noRoomText,
  rightWords,
} from "./words.js";

/** At most so many pictures, and so many bytes of them in all (decision 126). */
const MOST_TILES = 24;
const MOST_PICTURE_BYTES = 600_000;

export interface MistakesView {
  readonly sum: string;
  readonly tiles: readonly PictureTile[];
  /** What the boxes over pictures are; empty where none is drawn. */
  readonly key: DocumentPictures["key"];
  /** Why some or all pictures are missing; null when none is. */
  readonly withheld: string | null;
  /** The most frequent mix-ups, each with pictures; none of tasks that have no such. */
  readonly mixUps: readonly MixUpView[];
  /** What a detector mixes up, in short; null of other tasks. */
  readonly kinds: string | null;
}

/** One label taken for another. */
export interface MixUpView {
  /** `Lynx, called fox: 24 of 69`. */
  readonly heading: string;
  /** Wrong ones, then a right one of what was said; empty where no pictures are shown. */
  readonly tiles: readonly PictureTile[];
  /** Said where nothing of what was said is right; null else. */
  readonly noneRight: string | null;
}

export function mistakesView(facts: MistakeFacts, kinds?: KindMixUps): MistakesView {
  const { worst, picturesWithheld } = facts;
  const kept = worst.slice(0, MOST_TILES);
  const isWithout = picturesWithheld !== null || !kept.some(hasPlace);
  const room = { left: MOST_PICTURE_BYTES };
  // What stands beside the verdict has its pictures first.
  const mixUps = (facts.mixUps ?? []).map((one) => mixUpView(one, facts, isWithout, room));
  let over = 0;
  const tiles = kept.map((mistake): PictureTile => {
    const { confidence, cutOut } = mistake;
    const { picture, isOver } = picturesWithheld === null ? pictureIn(room, mistake) : NONE;
    if (isOver) over += 1;
    return {
      ...mistakeWords(mistake, facts),
      file: shown(mistake.file, 60),
      sureness: confidence === null ? null : Math.min(1, Math.max(0, confidence)),
      picture,
      noPicture:
        picture === null && !isWithout
          ? noPictureWords(isOver ? NO_ROOM : (mistake.noPicture ?? ""))
          : null,
      cutOut: picture !== null && cutOut === true ? CUT_OUT : null,
    };
  });
  return {
    sum: mistakesSentence(facts, tiles.length),
    tiles,
    key: tiles.some(({ picture }) => picture !== null && picture.marks.length > 0)
      ? keyOf(facts)
      : [],
    withheld: withheldText(facts, kept, over),
    mixUps,
    kinds: kinds === undefined ? null : kindsText(kinds),
  };
}

/** Every outcome, with how many boxes have it. */
function keyOf({ boxes }: MistakeFacts): DocumentPictures["key"] {
  return BOX_OUTCOMES.map((outcome, i) => {
    const count = boxes?.[i];
    const word = BOX_OUTCOME_WORDS[outcome];
    return { outcome, text: count === undefined ? word : `${word} ${grouped(count)}` };
  });
}

const MOST_KINDS = 2;

/** `truck taken for car, 4 boxes. 17 boxes in all have the wrong kind.` */
function kindsText({ pairs, boxes, missed }: KindMixUps): string {
  const said = pairs.slice(0, MOST_KINDS).map((pair) =>
    KINDS_MIXED.pair({
      truth: shown(pair.truth, 40),
      said: shown(pair.predicted, 40),
      boxes: counted(pair.boxes, "box"),
    }),
  );
  if (said.length > 0) {
    const listed = `${said.join("; ")}.`;
    if (pairs.length <= said.length) return listed;
    return `${listed} ${KINDS_MIXED.inAll({ boxes: counted(boxes, "box"), one: boxes === 1 })}`;
  }
  if (missed === null) return KINDS_MIXED.none;
  const { name } = missed;
  const counts = { missed: grouped(missed.missed), of: grouped(missed.of) };
  return `${KINDS_MIXED.none} ${KINDS_MIXED.misses({ name: shown(name, 40), ...counts })}`;
}

function mixUpView(
  mixUp: MixUpFacts,
  facts: MistakeFacts,
  isWithout: boolean,
  room: Room,
): MixUpView {
  const { right, n, of } = mixUp;
  const [truth, said] = [shown(mixUp.truth, 40), shown(mixUp.predicted, 40)];
  const tileOf = (mistake: Mistake, isRight: boolean): PictureTile => {
    const { confidence } = mistake;
    const words = isRight ? rightWords(mistake) : mistakeWords(mistake, facts);
    const { picture, isOver } = isWithout ? NONE : pictureIn(room, mistake);
    return {
      ...words,
      brief: briefText({ said, isRight, confidence }),
      isRight,
      file: shown(mistake.file, 60),
      sureness: null,
      picture,
      noPicture:
        picture === null ? noPictureWords(isOver ? NO_ROOM : (mistake.noPicture ?? "")) : null,
      cutOut: null,
    };
  };
  return {
    heading: MIX_UP.heading({ truth, said, count: grouped(n), of: grouped(of) }),
    tiles: isWithout
      ? []
      : [
          ...mixUp.wrong.map((one) => tileOf(one, false)),
          ...(right === null ? [] : [tileOf(right, true)]),
        ],
    noneRight: right === null ? MIX_UP.noneRight({ said }) : null,
  };
}

/** Whether there is a picture, or a file that should have given one. */
function hasPlace({ thumbnail, noPicture }: Mistake): boolean {
  return thumbnail !== undefined || (noPicture !== undefined && noPicture !== NO_FILE);
}

const NO_FILE = "picture/no-file";
const NO_ROOM = "picture/no-room";

/** Bytes that are left for pictures. */
interface Room {
  left: number;
}

const NONE = { picture: null, isOver: false };

/** The picture of a mistake; none where there is no room for it. */
function pictureIn(
  room: Room,
  { thumbnail, boxes = [] }: Mistake,
): { readonly picture: TilePicture | null; readonly isOver: boolean } {
  if (thumbnail === undefined) return NONE;
  if (thumbnail.bytes.length > room.left) return { picture: null, isOver: true };
  room.left -= thumbnail.bytes.length;
  return { picture: pictureOf(thumbnail, boxes), isOver: false };
}

function withheldText(
  { picturesWithheld }: MistakeFacts,
  kept: readonly Mistake[],
  over: number,
): string | null {
  if (picturesWithheld !== null) return shown(picturesWithheld, 240);
  if (over > 0) return noRoomText({ pictures: grouped(over) });
  const isNoFileHere = kept.length > 0 && kept.every(({ noPicture }) => noPicture === NO_FILE);
  return isNoFileHere ? NO_FILES : null;
}

const MIMES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp"]);

/** A picture with what is said of it, of which nothing is right or wrong. Texts are ready to be shown. */
export function plainTile(
  said: Pick<PictureTile, "file" | "truth" | "said" | "alt">,
  thumbnail: Thumbnail,
): PictureTile {
  return {
    ...said,
    isRight: true,
    note: null,
    sureness: null,
    picture: pictureOf(thumbnail, []),
    noPicture: null,
    cutOut: null,
  };
}

/** A picture as a page has it; null of a kind that none shows. */
export function pictureOf(
  { mime, bytes, widthPx, heightPx }: Thumbnail,
  boxes: readonly MistakeBox[],
): TilePicture | null {
  if (!MIMES.has(mime)) return null;
  const src = `data:${mime};base64,${base64(bytes)}`;
  const marks = boxes.flatMap((box) => markOf(box, widthPx, heightPx));
  return { src, widthPx, heightPx, marks };
}

const LONGEST_CAPTION = 90;

/** To a tenth of a pixel of the thumbnail; nothing for a box without a place. */
function markOf(box: MistakeBox, widthPx: number, heightPx: number): readonly PictureMark[] {
  const place = {
    x: tenth(box.x * widthPx),
    y: tenth(box.y * heightPx),
    width: tenth(box.width * widthPx),
    height: tenth(box.height * heightPx),
  };
  if (!Object.values(place).every((value) => Math.abs(value) < 1e6)) return [];
  const { outcome, subject, caption, poses } = box;
  const mark = { ...place, outcome, subject, caption: shown(caption, LONGEST_CAPTION) };
  if (poses === undefined) return [mark];
  const outlined = poses.some(({ isOutline }) => isOutline === true);
  return [
    {
      ...mark,
      poses: poses.map((pose) => posePath(pose, widthPx, heightPx)),
      ...(outlined ? { outlined } : {}),
    },
  ];
}

/** So large is a point: this share of the longer side of the picture. */
const POINT_SHARE = 1 / 110;

/** Lines between points, and a square around each annotated point or a circle around a predicted one. */
function posePath(pose: MistakePose, widthPx: number, heightPx: number) {
  const { of, points, lines } = pose;
  if (pose.isOutline === true) return { of, path: ringPath(points, widthPx, heightPx) };
  const places = points.map((point) => {
    if (point === null) return null;
    const [x, y] = [tenth(point[0] * widthPx), tenth(point[1] * heightPx)];
    return Math.abs(x) < 1e6 && Math.abs(y) < 1e6 ? ([x, y] as const) : null;
  });
  const r = tenth(Math.max(widthPx, heightPx) * POINT_SHARE);
  const parts = lines.flatMap(([a, b]) => {
    const [from, to] = [places[a] ?? null, places[b] ?? null];
    return from === null || to === null ? [] : [`M${from[0]} ${from[1]}L${to[0]} ${to[1]}`];
  });
  for (const place of places) {
    if (place === null) continue;
    const [x, y] = place;
    parts.push(
      of === "truth"
        ? `M${tenth(x - r)} ${tenth(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`
        : `M${tenth(x - r)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
    );
  }
  return { of, path: parts.join("") };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** RFC 4648 §4, with padding. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((word >> 6) & 63) : "=";
    text += left > 2 ? ALPHABET.charAt(word & 63) : "=";
  }
  return text;
}
