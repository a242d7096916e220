import type { TransparencyRecord } from "../record/record-types.js";

/** A text that says whose a record is, and may stand elsewhere in its files as well. */
export interface NamingText {
  readonly text: string;
  /** Where the record holds it. */
  readonly field: string;
  /** A part of a name, which may be another word: worth a look, and no proof. */
  readonly isPart: boolean;
}

/** Shorter ones are in every file by chance. */
const FEWEST_LETTERS = 3;
const FEWEST_OF_PART = 4;

/** Everything in a record that says whose it is: none of it may be in an anonymous copy. */
export function namingTexts({ facts, model, settings }: TransparencyRecord): NamingText[] {
  const whole: [string, string | null][] = [
    ...facts.authors.flatMap(({ name, orcid }, i): [string, string | null][] => [
      [`facts.authors[${i}].name`, name],
      [`facts.authors[${i}].orcid`, orcid],
    ]),
    ["facts.contact", facts.contact],
    ["facts.doi", facts.doi],
    ["facts.url", facts.url],
    ["model.where", /^(?:included|withheld)$/.test(model.where) ? null : model.where],
    ["settings.modelSource", textOf(settings["modelSource"])],
  ];
  const found = new Map<string, NamingText>();
  const add = (text: string, field: string, isPart: boolean): void => {
    const least = isPart ? FEWEST_OF_PART : FEWEST_LETTERS;
    if ([...text].length < least || found.has(text)) return;
    found.set(text, { text, field, isPart });
  };
  for (const [field, text] of whole) {
    const words = (text ?? "").trim();
    add(words, field, false);
    for (const [found] of words.matchAll(TELLING)) add(found, field, false);
  }
  for (const [field, text] of whole) {
    for (const part of partsOf(text ?? "")) add(part, field, true);
  }
  return [...found.values()];
}

/** What tells by itself who somebody is, wherever it stands: mail, ORCID, DOI. */
const TELLING = /[\w.+-]+@[\w-]+\.[\w.-]+\w|\d{4}-\d{4}-\d{4}-\d{3}[\dX]|10\.\d{4,9}\/[^\s"<>]+/gu;

/** Names, and hosts and owners of addresses, word by word. */
function partsOf(text: string): string[] {
  return text.split(/[\s,;:/@.()<>"'?#=&-]+/u).filter((part) => !COMMON.test(part));
}

/** Parts of addresses that are nobody's, and numbers. */
const COMMON =
  /^(?:https?|www|html?|data|files?|image|images|main|models?|resolve|blob|tree|github|gitlab|huggingface|zenodo|figshare|orcid|onnx|university|institute|laboratory|department|\d*)$/i;

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
