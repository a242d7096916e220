import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import { encodeWithin } from "../../images/encode-within.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import type { JpegEncoder } from "../../images/jpeg-encoder.js";
import type { PixelDecoder, Pixels } from "../../images/pixel-decoder.js";
import { thumbnailPixels, uprightPixels } from "../../images/thumbnail.js";
import type { Mistake, MistakeBox, MistakeFacts } from "../../results/report-input.js";
import type { ChosenMistake, ChosenMistakes } from "./chosen-mistakes.js";
import { boxesInWindow, cutWindow } from "./cut-window.js";

/** Longest side of a picture. */
const LONGEST_PX = 480;
/** Bytes of all pictures of a report together. */
export const MOST_PICTURE_BYTES = 600_000;

/** What pictures are made from and with. */
export interface PicturePorts {
  /**
   * Bytes of an image of the set; null where no file is known.
   * @throws HomegroundError `input/…` where the file cannot be read
   */
  readonly read: (image: number) => Promise<Uint8Array | null>;
  readonly decoder: PixelDecoder;
  readonly encoder: JpegEncoder;
  readonly signal: Cancellation;
}

/** Why a mistake has no picture, beside the codes of errors. */
const NO_PICTURE = {
  /** The image is known by its row alone. */
  noFile: "picture/no-file",
  /** All that is allowed is used up. */
  noRoom: "picture/no-room",
  /** Something else went wrong, such as too little memory. */
  failed: "picture/failed",
} as const;

/** The mistakes without pictures. @param why a sentence, for the reader */
export function withoutPictures(chosen: ChosenMistakes, why: string): MistakeFacts {
  const { worst, mixUps } = chosen;
  return {
    ...withMistakes(chosen, [...worst, ...picturesOf(mixUps)].map(plain)),
    picturesWithheld: why,
  };
}

/**
 * Makes the pictures of mistakes: at most 480 px, all together at most `mostBytes`, each an even share
 * of what is left. They hold pixels alone: nothing else of a file gets into them. A file that cannot
 * be read any more costs its own picture and nothing else.
 *
 * The same files give the same bytes.
 *
 * @throws the reason of `signal`
 */
export async function withPictures(
  chosen: ChosenMistakes,
  ports: PicturePorts,
  mostBytes: number = MOST_PICTURE_BYTES,
): Promise<MistakeFacts> {
  const all = [...chosen.worst, ...picturesOf(chosen.mixUps)];
  const made = await makePictures(all, ports, mostBytes);
  return withMistakes(
    chosen,
    all.map((mistake, i) => ({ ...plain(mistake), ...made[i] })),
  );
}

/** What is shown of an image of the set. */
export type WantedPicture = Pick<ChosenMistake, "image" | "around" | "boxes" | "draw">;

/** A picture, or why there is none. */
export type MadePicture = Pick<Mistake, "thumbnail" | "boxes" | "cutOut" | "noPicture">;

/** Pictures as {@link withPictures} makes them, in the order in which they are wanted. */
export async function makePictures(
  wanted: readonly WantedPicture[],
  ports: PicturePorts,
  mostBytes: number,
): Promise<readonly MadePicture[]> {
  const drawn = await drawAll(wanted, ports);
  const made: MadePicture[] = [];
  let bytesLeft = mostBytes;
  for (const [i, picture] of drawn.entries()) {
    ports.signal.throwIfAborted();
    const waiting = drawn.slice(i).filter((one) => "pixels" in one).length;
    const told = "pixels" in picture ? await encoded(picture, bytesLeft / waiting, ports) : picture;
    if ("thumbnail" in told) bytesLeft -= told.thumbnail?.bytes.length ?? 0;
    made.push(told);
  }
  return made;
}

/** Those that are shown of mix-ups, in their order: of each the wrong ones, then the right one. */
function picturesOf(mixUps: ChosenMistakes["mixUps"] = []): readonly ChosenMistake[] {
  return mixUps.flatMap(({ wrong, right }) => (right === null ? wrong : [...wrong, right]));
}

/** @param made in place of the worst, then of {@link picturesOf} */
function withMistakes(chosen: ChosenMistakes, made: readonly Mistake[]): MistakeFacts {
  let next = chosen.worst.length;
  const worst = made.slice(0, next);
  const mixUps = chosen.mixUps?.map(({ wrong, right, ...mixUp }) => ({
    ...mixUp,
    wrong: wrong.map(() => made[next++]!),
    right: right === null ? null : made[next++]!,
  }));
  return { ...chosen, worst, ...(mixUps === undefined ? {} : { mixUps }) };
}

/** A mistake as the report knows it, without boxes, which have a place in a picture alone. */
function plain({
  image: _,
  around: __,
  boxes: ___,
  draw: ____,
  ...mistake
}: ChosenMistake): Mistake {
  return mistake;
}

/** A picture before its bytes are made. */
interface DrawnPixels {
  readonly pixels: Pixels;
  readonly boxes: readonly MistakeBox[];
  readonly cutOut: boolean;
}

type Drawn = DrawnPixels | { readonly noPicture: string };

/** Each file is decoded once, however many tiles are about it. */
async function drawAll(
  mistakes: readonly WantedPicture[],
  ports: PicturePorts,
): Promise<readonly Drawn[]> {
  const drawn = new Array<Drawn>(mistakes.length);
  const places = new Map<number, number[]>();
  for (const [i, { image }] of mistakes.entries()) {
    places.set(image, [...(places.get(image) ?? []), i]);
  }
  for (const [image, tiles] of places) {
    ports.signal.throwIfAborted();
    const made = await orReason(async () => {
      const upright = await openPicture(image, ports);
      return upright === null ? NO_FILE : tiles.map((i) => draw(mistakes[i]!, upright));
    }, ports.signal);
    for (const [at, i] of tiles.entries()) drawn[i] = "noPicture" in made ? made : made[at]!;
  }
  return drawn;
}

const NO_FILE = { noPicture: NO_PICTURE.noFile };

/** What work comes to, or a word why it does not: a picture is never worth a report. */
async function orReason<T>(
  work: () => Promise<T>,
  signal: Cancellation,
): Promise<T | { readonly noPicture: string }> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    return { noPicture: isHomegroundError(error) ? error.code : NO_PICTURE.failed };
  }
}

async function openPicture(image: number, { read, decoder }: PicturePorts): Promise<Pixels | null> {
  const bytes = await read(image);
  if (bytes === null) return null;
  return uprightPixels(await decoder.decode(bytes, { maxPixels: DEFAULT_MAX_PIXELS }));
}

function draw({ around, boxes = [], draw: over }: WantedPicture, upright: Pixels): DrawnPixels {
  const { widthPx, heightPx } = upright;
  const window = cutWindow(around, widthPx, heightPx);
  const shown = window ?? { x: 0, y: 0, widthPx, heightPx };
  const small = thumbnailPixels(upright, window, LONGEST_PX);
  return {
    pixels: over?.(small) ?? small,
    boxes: boxesInWindow(boxes, shown, widthPx, heightPx),
    cutOut: window !== null,
  };
}

async function encoded(
  { pixels, boxes, cutOut }: DrawnPixels,
  mostBytes: number,
  { encoder, signal }: PicturePorts,
): Promise<Pick<Mistake, "thumbnail" | "boxes" | "cutOut"> | { readonly noPicture: string }> {
  return orReason(async () => {
    const thumbnail = await encodeWithin(pixels, mostBytes, encoder);
    return thumbnail === null
      ? { noPicture: NO_PICTURE.noRoom }
      : { thumbnail, cutOut, ...(boxes.length > 0 ? { boxes } : {}) };
  }, signal);
}
