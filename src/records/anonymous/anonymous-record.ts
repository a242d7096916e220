import { evidenceSettings } from "../record/evidence-id.js";
import type { UnsealedRecord } from "../record/identity.js";
import type { BoundFile, TransparencyRecord } from "../record/record-types.js";
import { TRAINING_KINDS } from "../record/training-domain.js";

/**
 * A record without what says whose it is: authors, contact, DOI, addresses, the version before it,
 * signatures, the model card and places of the model. What the author wrote in free text stays, and so
 * do names of images, labels and sites: {@link keptTexts} lists the first.
 *
 * @param manifest of the copy: its lines have neither address nor licence
 */
export function anonymousRecord(record: TransparencyRecord, manifest: BoundFile): UnsealedRecord {
  const { id: _id, signatures: _signatures, training, ...rest } = record;
  const { images } = record.settings;
  return {
    ...rest,
    previous: null,
    model: { ...record.model, where: "withheld" },
    files: { ...record.files, manifest, card: null },
    settings: {
      ...evidenceSettings(record.settings),
      ...(images === undefined ? {} : { images: images === "included" ? images : "withheld" }),
    },
    facts: { ...record.facts, authors: [], contact: null, doi: null, url: null },
    // An institution of training is mostly the authors' own; a hash of its name can be tried.
    ...(training === undefined ? {} : { training: { ...training, institutions: null } }),
  };
}

/** A text that an author wrote and an anonymous copy keeps. */
export interface KeptText {
  /** Its place in the record. */
  readonly field: string;
  readonly text: string;
}

/** Free texts of a record that stay in its anonymous copy, for the author to read. */
export function keptTexts(record: UnsealedRecord | TransparencyRecord): KeptText[] {
  const { title, model, training, facts, construct, scope, caveats, clusters, overlap } = record;
  const { authors: _authors, ...answers } = facts;
  const fields: [string, string | null][] = [
    ["title", title],
    ["model.name", model.name],
    ...Object.entries(answers).map(([name, text]): [string, string | null] => [
      `facts.${name}`,
      text,
    ]),
    ...Object.entries(construct).map(([name, text]): [string, string | null] => [
      `construct.${name}`,
      text,
    ]),
    ...scope.expected.map(({ words }, i): [string, string] => [`scope.expected[${i}]`, words]),
    ...scope.notTested.map((words, i): [string, string] => [`scope.notTested[${i}]`, words]),
    ...scope.knownToFail.map(({ words }, i): [string, string] => [
      `scope.knownToFail[${i}]`,
      words,
    ]),
    ...caveats.map(({ words }, i): [string, string] => [`caveats[${i}]`, words]),
    ...TRAINING_KINDS.flatMap((kind): [string, string | null][] => {
      const told = training?.[kind] ?? null;
      if (told === null || !("names" in told)) return [];
      return told.names.map((name, i) => [`training.${kind}[${i}]`, name]);
    }),
    ["clusters.attribute", clusters?.attribute ?? null],
    // One stands for all: paths on the author's machine look alike.
    ["overlap.pairs", overlap?.pairs.find(({ other }) => other !== null)?.other ?? null],
  ];
  return fields.flatMap(([field, text]) =>
    text === null || text.trim() === "" ? [] : [{ field, text }],
  );
}
