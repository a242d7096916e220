/** A box with what it is, as fractions of its picture. */
export interface CaptionedBox {
  readonly caption: string;
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Words on a picture: a box of the caption, in pixels of the picture. */
export interface Chip<Box extends CaptionedBox> {
  readonly drawn: Box;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface ChipOptions {
  /** Pixels of the picture in one of the screen. */
  readonly pixelsInOne: number;
  readonly most: number;
  /** Boxes below this share of the picture have none. */
  readonly leastShare: number;
}

/** On a tile there is room for so many, of boxes that are not too small. */
export const FEW_CHIPS = { most: 4, leastShare: 0.025 } as const;
export const ALL_CHIPS = { most: 40, leastShare: 0 } as const;

/** Sizes on the screen; of letters those of the widest of the fonts that a system may take. */
const TEXT_PX = 13;
const HEIGHT_PX = 19;
const LETTER_PX = 8;
const SIDES_PX = 14;

/**
 * Captions that lie within the picture and on no other.
 *
 * @param drawn those that should have one first come first
 */
export function chipsOf<Box extends CaptionedBox>(
  drawn: readonly Box[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { pixelsInOne, most, leastShare }: ChipOptions,
): readonly Chip<Box>[] {
  const chips: Chip<Box>[] = [];
  const height = HEIGHT_PX * pixelsInOne;
  for (const one of drawn) {
    if (chips.length >= most) break;
    const { box } = one;
    if (box.width * box.height < leastShare) continue;
    const width = (one.caption.length * LETTER_PX + SIDES_PX) * pixelsInOne;
    if (width > widthPx) continue;
    const x = Math.min(Math.max(0, box.x * widthPx), widthPx - width);
    const [top, bottom] = [box.y * heightPx, (box.y + box.height) * heightPx];
    for (const y of [top, top - height, bottom - height, bottom]) {
      const chip = { drawn: one, x, y, width, height };
      if (y < 0 || y + height > heightPx || chips.some((other) => overlap(chip, other))) continue;
      chips.push(chip);
      break;
    }
  }
  return chips;
}

/** Size of a caption's letters in pixels of the picture. */
export function chipLetters(pixelsInOne: number): number {
  return TEXT_PX * pixelsInOne;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
