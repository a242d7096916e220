import { counted, grouped, percent } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { Mistake, MistakeFacts } from "../../results/report-input.js";

/** Longest label and name on a tile. */
const LONGEST = 60;

/** Words of one mistake. */
export interface MistakeWords {
  /** In bold: what is there. */
  readonly truth: string;
  /** `called fox, 98.1% sure`. */
  readonly said: string;
  /** `Right kind, box too loose`; null where label and answer say all. */
  readonly note: string | null;
  /** For those who cannot see the picture: `IMG_0041.jpg: labelled lynx, called fox, 98.1% sure`. */
  readonly alt: string;
}

/** @param facts what the mistake is one of */
export function mistakeWords(mistake: Mistake, facts: MistakeFacts): MistakeWords {
  const { truth, said, spoken } = tileWords(mistake, facts);
  const note = mistake.note === undefined ? null : shown(mistake.note, LONGEST);
  const file = shown(mistake.file, LONGEST);
  const parts = [spoken, said, ...(note === null ? [] : [note.toLowerCase()])];
  return { truth, said, note, alt: `${file}: ${parts.join(", ")}` };
}

function tileWords(
  mistake: Mistake,
  { about = "answers", threshold = null }: MistakeFacts,
): { readonly truth: string; readonly said: string; readonly spoken: string } {
  const { kind = "answer" } = mistake;
  const truth = shown(mistake.truth, LONGEST);
  const predicted = shown(mistake.predicted, LONGEST);
  const called = `called ${predicted}${surenessOf(mistake)}`;
  if (about === "scores") {
    const side = kind === "missed" ? "below" : "not below";
    const limit = threshold === null ? "" : `, ${side} ${scoreText(threshold)}`;
    return {
      truth,
      said: `score ${scoreText(mistake.score ?? Number.NaN)}${limit}`,
      spoken: `labelled ${truth}`,
    };
  }
  if (about === "masks") return { truth, said: predicted, spoken: `worst at ${truth}` };
  if (kind === "missed") {
    const said = about === "objects" ? "not found" : `not named${surenessOf(mistake)}`;
    return { truth, said, spoken: about === "objects" ? truth : `labelled ${truth}` };
  }
  if (kind === "false-alarm") {
    const none = about === "objects" ? "nothing there" : `no ${predicted}`;
    return { truth: none, said: called, spoken: none };
  }
  if (about === "counts") return { truth, said: `counted ${predicted}`, spoken: `${truth} there` };
  return { truth, said: called, spoken: `labelled ${truth}` };
}

function surenessOf({ confidence, score }: Mistake): string {
  if (confidence !== null) return `, ${percent(confidence, 1)} sure`;
  return score === undefined ? "" : `, score ${scoreText(score)}`;
}

/** Three significant digits: scores are on any scale. */
function scoreText(score: number): string {
  return String(Number(score.toPrecision(3))).replace("-", "−");
}

/** Of the mix-ups that are shown first. Values are text already. */
export const MIX_UP = {
  title: "What goes wrong, beside one it got right",
  mistakes: "What goes wrong",
  heading: (v: { truth: string; said: string; count: string; of: string }) =>
    `${v.truth}, called ${v.said}: ${v.count} of ${v.of}`,
  noneRight: (v: { said: string }) => `It got no ${v.said} right.`,
} as const;

/** Which label a detector takes for which, in short. */
export const KINDS_MIXED = {
  pair: (v: { truth: string; said: string; boxes: string }) =>
    `${v.truth} taken for ${v.said}, ${v.boxes}`,
  inAll: (v: { boxes: string; one: boolean }) =>
    `${v.boxes} in all ${v.one ? "has" : "have"} the wrong label.`,
  none: "No label is taken for another.",
  misses: (v: { name: string; missed: string; of: string }) =>
    `It misses mostly ${v.name}: ${v.missed} of ${v.of}.`,
} as const;

/** Below a picture whose heading has label and prediction: `77% sure`; `monocyte, 69%`. */
export function briefText(v: {
  said: string;
  isRight: boolean;
  confidence: number | null;
}): string {
  const sure = v.confidence === null ? null : percent(v.confidence, 0);
  if (v.isRight) return sure === null ? v.said : `${v.said}, ${sure}`;
  return sure === null ? `called ${v.said}` : `${sure} sure`;
}

/** Words of one that the model got right. */
export function rightWords(mistake: Mistake): MistakeWords {
  const truth = shown(mistake.truth, LONGEST);
  const said = `called ${truth}${surenessOf(mistake)}`;
  const file = shown(mistake.file, LONGEST);
  return { truth, said, note: null, alt: `${file}: labelled ${truth}, rightly ${said}` };
}

/** Words for a picture that is not there, by code; the last for all others. */
const NO_PICTURE: Readonly<Record<string, string>> = {
  "picture/no-file": "No file of this image is here",
  "picture/no-room": "Left out to keep this file small",
  "input/not-found": "The file is gone",
  "image/too-large": "Too large to be shown",
  "image/truncated": "The file ends too early",
  "image/unsupported": "A kind of image that cannot be shown",
  "image/invalid": "The file is damaged",
  "image/empty": "The file is empty",
};

/** Where there is not one picture, because predictions came without the images. */
export const NO_FILES = "There are no pictures: of these images only the names are here.";

/** Under the tiles, where some pictures would make the file too large. */
export function noRoomText(v: { pictures: string }): string {
  return `${v.pictures} pictures are left out to keep this file small.`;
}

/** Under the tiles, with `--no-pictures`. */
export const PICTURES_LEFT_OUT = "Pictures were left out, as asked.";

export function noPictureWords(code: string): string {
  return NO_PICTURE[code] ?? "The file cannot be read";
}

/** Under a picture that is a part of the image. */
export const CUT_OUT = "Cut out of the picture.";

/** How many there are, which of them are shown, and how they were chosen. */
export function mistakesSentence(facts: MistakeFacts, tiles: number): string {
  if (facts.total === 0) return "There are none.";
  const parts = [totalOf(facts), shownOf(facts, tiles)];
  if (tiles < facts.total) parts.push(...spreadOf(facts));
  if (facts.unit === "sequence") parts.push("Of a sequence its first picture is shown.");
  return parts.join(" ");
}

function totalOf(facts: MistakeFacts): string {
  const { total, missed = 0, about = "answers", threshold = null } = facts;
  const alarms = total - missed;
  switch (about) {
    case "answers":
      return `${counted(total, "answer")} ${total === 1 ? "is" : "are"} wrong.`;
    case "counts":
      return `${counted(total, "count")} ${total === 1 ? "is" : "are"} off.`;
    case "labels":
      return `${grouped(alarms)} times a label is named that is not there, and ${grouped(missed)} times one that is there is not named.`;
    case "scores":
      return threshold === null
        ? `No threshold is set. ${counted(total, facts.unit ?? "image")} cannot be told apart by score: ${grouped(alarms)} normal and ${grouped(missed)} anomalous.`
        : `${grouped(alarms)} false ${alarms === 1 ? "alarm" : "alarms"} and ${grouped(missed)} missed.`;
    case "objects":
      return `${counted(alarms, "detection")} ${alarms === 1 ? "is" : "are"} wrong, and no detection comes near ${counted(missed, "object")}.${threshold === null ? " No threshold is set, so every detection counts." : ""}`;
    case "masks":
      return `${counted(total, "image")} with the least overlap.`;
    default:
      return about satisfies never;
  }
}

function shownOf(facts: MistakeFacts, tiles: number): string {
  const { about = "answers", total, worst } = facts;
  const all = tiles === total;
  const which = all
    ? tiles === 1
      ? "It is shown"
      : `All ${grouped(tiles)} are shown`
    : `${grouped(tiles)} are shown`;
  switch (about) {
    case "answers": {
      const isSure = worst.some(({ confidence }) => confidence !== null);
      const order =
        tiles === 1 ? "" : isSure ? ", the surest first" : ", the most frequent mix-ups first";
      return `${which}${order}: your label in bold, then what the model said.`;
    }
    case "counts":
      return `${which}${tiles === 1 ? "" : ", the farthest off first"}: your count in bold, then the model's.`;
    case "labels":
      return `${which}, the clearest of each in turn: your label in bold, then what the model said.`;
    case "scores":
      return `${which}, the normal ones with the highest scores and the anomalous ones with the lowest in turn.`;
    case "objects":
      return `${which}, the surest wrong detections and the largest missed objects in turn: what is there in bold, then what the model said.`;
    case "masks":
      return "In bold the label with the least overlap. Light whole lines are your outlines, dark dashed ones the model's; stripes that fall are missed, stripes that rise are too much or have another label.";
    default:
      return about satisfies never;
  }
}

function spreadOf({ about = "answers", spread }: MistakeFacts): string[] {
  const { ofKind = null, ofGroup = null, groupName = "" } = spread ?? {};
  const kind = about === "answers" ? "mix-up" : "kind of mistake";
  const limits = [
    ...(ofKind === null ? [] : [`${grouped(ofKind)} of one ${kind}`]),
    ...(ofGroup === null
      ? []
      : [`${ofGroup === 1 ? "one" : grouped(ofGroup)} of each ${shown(groupName, 40)}`]),
  ];
  return limits.length === 0 ? [] : [`At most ${limits.join(" and ")}, while there are others.`];
}
