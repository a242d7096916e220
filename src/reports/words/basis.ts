import { type Sentence, say } from "../../core/sentence.js";
import { AT, WAY } from "../../core/ways.js";

/** Notes that follow from how the images were gathered. Values are text already. */

type Maybe = string | null;

interface Note {
  readonly title: string;
  readonly text: string;
  readonly todo: Sentence;
  /** For a line of the terminal, behind a name. */
  readonly name: string;
  readonly short: Sentence;
}

const COUNT_IMAGES = {
  command: "--cluster none counts images",
  app: `choose otherwise ${AT.together}`,
};

/** What the images are called where nothing names them, and what they may share. */
export const UNNAMED = { place: "these images", group: "patient or camera" } as const;

export const BASIS_NOTES = {
  places: (v: { count: string; plural: string; place: string; folder: string }): Note => ({
    title: `These ${v.plural} only`,
    text: `This speaks about the ${v.count} of ${v.place}, as they are. Nothing is said about other ${v.plural}.`,
    todo: {
      command: "To speak about others, run again with --cluster and the column that names them.",
      app: `To speak about others, choose the column that names them ${AT.together}.`,
    },
    name: `These ${v.plural}`,
    short: `this speaks about the ${v.count} of ${v.folder} only`,
  }),
  site: (v: { place: string; folder: string }): Note => ({
    title: "One site only",
    text: `This is for ${v.place}. Nothing is said about other sites.`,
    todo: "For that, add images from several sites, and a column that names the site.",
    name: "One site",
    short: `this speaks about ${v.folder} only`,
  }),
  related: (v: { group: string }): Note => ({
    title: "Images may be related",
    text: `The data do not say which images come from the same ${v.group}. If several do, the true ranges are wider than shown.`,
    todo: {
      command: "Add a column that names it, and run again with --cluster and its name.",
      app: `Add a column that names it, and choose it ${AT.together}.`,
    },
    name: "No group column",
    short: `images of one ${v.group} count as separate`,
  }),
  notGrouped: (v: { group: string }): Note => ({
    title: "Images may be related",
    text: `Images of one ${v.group} count as separate. If they are alike, the true ranges are wider than shown.`,
    todo: {
      command: `Run again with --cluster ${v.group}: the answer is then about another ${v.group} too.`,
      app: `Choose ${v.group} ${AT.together}: the answer is then about another ${v.group} too.`,
    },
    name: "No grouping",
    short: `images of one ${v.group} count as separate`,
  }),
  /** Who or what was pictured counts, by a column that was found. */
  subjects: (v: { count: string; name: string; column: string; isChain: boolean }): Note => ({
    title: v.isChain ? "Linked images count together" : `Images of one ${v.name} count together`,
    text: v.isChain
      ? `Images that share a value of ${v.column} or a sequence are no separate cases. Their ${v.count} count, not the images.`
      : `The column ${v.column} names who or what was pictured, and will be others next time. Its ${v.count} count, not the images.`,
    todo: {
      command: "If each image is a case of its own, run again with --cluster none.",
      app: `If each image is a case of its own, choose that ${AT.together}.`,
    },
    name: "What counts",
    short: say`${v.count}, by the column ${v.column}${v.isChain ? " and sequences" : ""}, and not the images; ${COUNT_IMAGES}`,
  }),
  apart: (v: { group: Maybe }): Note => ({
    title: "Each image counts by itself",
    text: `That is as asked: images that belong together${v.group === null ? "" : `, such as those of one ${v.group},`} count as separate. If they are alike, the true ranges are wider than shown.`,
    todo: WAY.apart,
    name: "What counts",
    short: {
      command: "each image by itself, as asked with --cluster none",
      app: "each image by itself, as asked",
    },
  }),
  /** For a log: `no group column, images of one patient count as separate`. */
  plain: (v: { name: string; short: string }) => `${v.name.toLowerCase()}, ${v.short}`,
  line: (v: { name: string; short: string }) => `${v.name}: ${v.short}.`,
} as const;

/** What the words of a warning take from the figure that carries it. */
/** Which way a figure reads wrongly on few images, and by how much. */
export const BIAS = {
  high: "high",
  low: "low",
  about: (v: { text: string }) => `about ${v.text}`,
} as const;

export const FIGURE_FACTS = {
  these: "these figures",
  ofParts: "figures of some parts",
  inParts: (v: { label: string }) => `${v.label} in some parts`,
  behind: (v: { metric: string }) => ` behind ${v.metric}`,
  anywhere: (v: { low: string; high: string }) =>
    `The true figure may still lie anywhere from ${v.low} to ${v.high}.`,
  none: (v: { n: string; hit: string }) => `None of ${v.n} ${v.hit}.`,
  asHigh: (v: { high: string }) => `The true share may still be as high as ${v.high}.`,
  noMistakes: (v: { n: string }) => `No mistakes in ${v.n}.`,
  upTo: (v: { error: string }) => `The true error may still be up to ${v.error}.`,
  all: (v: { n: string; hit: string }) => `All ${v.n} ${v.hit}.`,
  asLow: (v: { low: string }) => `The true share may still be as low as ${v.low}.`,
} as const;
