import { counted } from "../../reports/numbers.js";
import { capitalised, shown } from "../../reports/text.js";
import { xmlText } from "../../reports/xml-text.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { missingConstruct } from "../record/stated-facts.js";
import { BADGE } from "../words/kit.js";
import { OPENNESS } from "../words/record.js";
import { headline, headlineInFull, shortId, statedOrNull } from "./record-facts.js";
import { fittedText, type Typeface, textWidth } from "./text-width.js";

const FIGURE: Typeface = { size: 13, bold: true };
const DETAIL: Typeface = { size: 11, bold: false };
const STATE: Typeface = { size: 11, bold: true };
/** Widest text, in px: the badge stays narrower than a telephone. */
const MOST_WIDTH = 340;
const LONGEST_DATE = 24;
const LONGEST_UNIT = 14;
const LEFT = 30;
const RIGHT = 10;
const HEIGHT = 44;
const LINE = 16;

/**
 * The badge of a record as an SVG image of its own: first figure with its interval; number of images,
 * openness, when the test set was made as its author states it, and the first digits of the id. Light
 * or dark as the reader's system is. At most 4,096 bytes, whatever the record says.
 */
export function badgeSvg(record: TransparencyRecord): string {
  return badgeImage({
    ...recordLines(record),
    title: badgeTitle(record),
    description: description(record),
    id: shortId(record),
  });
}

/** The lines of a badge, of which empty ones are left out. */
interface BadgeLines {
  /** What the figure is of; it gives way to the numbers where both have no room. */
  readonly name: string;
  /** With what parts them from the name. */
  readonly numbers: string;
  readonly detail: string;
  readonly state: string;
}

/** What a badge says, and the same for those who hear it read. */
interface BadgeSays extends BadgeLines {
  readonly title: string;
  readonly description: string;
  /** Letters and digits by which its parts are known on a page with others. */
  readonly id: string;
}

/** A badge as an SVG image of its own. */
export function badgeImage(says: BadgeSays): string {
  const { figure, detail, state } = fittedLines(says);
  const lines = [
    { text: figure, face: FIGURE, y: 21, name: "hg-t", fill: "#111827" },
    { text: detail, face: DETAIL, y: 36, name: "hg-s", fill: "#4b5563" },
    { text: state, face: STATE, y: 36 + LINE, name: "hg-w", fill: "#9a3412" },
  ].filter(({ text }) => text !== "");
  const widths = lines.map(({ text, face }) => Math.ceil(textWidth(text, face)));
  const width = LEFT + Math.max(...widths) + RIGHT;
  const height = state === "" ? HEIGHT : HEIGHT + LINE;
  const [title, desc] = [`hg-title-${says.id}`, `hg-desc-${says.id}`];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${title} ${desc}">`,
    `<title id="${title}">${xmlText(says.title)}</title>`,
    `<desc id="${desc}">${xmlText(says.description)}</desc>`,
    `<style>${DARK}</style>`,
    `<rect class="hg-b" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="6" fill="#fff" stroke="#6b7280"/>`,
    '<circle class="hg-m" cx="15" cy="17" r="5.5" fill="none" stroke="#0f5c8c" stroke-width="2.5"/>',
    '<circle class="hg-d" cx="15" cy="17" r="1.8" fill="#0f5c8c"/>',
    '<g font-family="Verdana,DejaVu Sans,sans-serif">',
    ...lines.map((one, i) => textElement(one, widths[i]!)),
    "</g></svg>\n",
  ].join("");
}

/** The lines as a badge shows them: those that are too long are cut. */
export function fittedLines({ name, numbers, detail, state }: BadgeLines) {
  const told = fittedText(numbers, FIGURE, MOST_WIDTH);
  return {
    figure: fittedText(name, FIGURE, MOST_WIDTH - textWidth(told, FIGURE)) + told,
    detail: fittedText(detail, DETAIL, MOST_WIDTH),
    state: fittedText(state, STATE, MOST_WIDTH),
  };
}

/** What a record's badge says; the last line is empty for a published record that states its scope. */
export function recordLines(record: TransparencyRecord): BadgeLines {
  const [first] = record.claims;
  const parts = [
    ...(first === undefined ? [] : [counted(first.n, shown(first.unit, LONGEST_UNIT))]),
    record.openness.replace("-", " "),
    shortId(record),
    BADGE.made({ madeAt: statedOrNull(record.facts.madeAt, LONGEST_DATE) }),
  ];
  const states = [
    ...(record.state === "draft" ? [BADGE.draft] : []),
    ...(missingConstruct(record.construct).length > 0 ? [BADGE.scope] : []),
  ];
  const figure = headline(first);
  return {
    name: figure === null ? BADGE.noFigure : figure.name,
    numbers: figure === null ? "" : ` ${figure.numbers}`,
    detail: capitalised(parts.join(" · ")),
    state: capitalised(states.join(" · ")),
  };
}

/** The figure in full, for those who hear the badge read. */
export function badgeTitle({ claims: [first] }: TransparencyRecord): string {
  return headlineInFull(first) ?? BADGE.noFigure;
}

function description({ id, openness, state, facts }: TransparencyRecord): string {
  const madeAt = statedOrNull(facts.madeAt, 60);
  return BADGE.desc({ id, state, madeAt, openness: capitalised(OPENNESS[openness]) });
}

interface BadgeText {
  readonly text: string;
  readonly face: Typeface;
  readonly y: number;
  readonly name: string;
  readonly fill: string;
}

/** `textLength` holds the width in fonts whose letters are wider or narrower. */
function textElement({ text, face, y, name, fill }: BadgeText, width: number): string {
  const weight = face.bold ? ' font-weight="bold"' : "";
  return `<text class="${name}" x="${LEFT}" y="${y}" font-size="${face.size}"${weight} fill="${fill}" textLength="${width}" lengthAdjust="spacingAndGlyphs">${xmlText(text)}</text>`;
}

/** Light colours are attributes, so that they hold where styles inside pages are refused. */
const DARK =
  "@media(prefers-color-scheme:dark){.hg-b{fill:#16191d;stroke:#9aa3af}.hg-t{fill:#f3f4f6}" +
  ".hg-s{fill:#c3c8d0}.hg-w{fill:#fdba74}.hg-m{stroke:#7cc4f0}.hg-d{fill:#7cc4f0}}";
