import { unitAttributes } from "../../dataset/unit-attributes.js";
import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { gapFacts } from "./gap-basis.js";
import { gapCsv } from "./gap-csv.js";
import { gapOf } from "./gap-of.js";
import { gapMethods } from "./methods.js";
import { type GapPart, gapSection } from "./section.js";
import { waterfallFacts } from "./waterfall-facts.js";

/** The difference between the published and the local figure, and what it is made of. */
export const gap: Analysis<GapPart> = {
  id: "gap",
  find({ claims, outcomes, known, rows, question, image, sequences, shared }, request) {
    const found = gapOf(claims, outcomes, request, {
      attributes: unitAttributes(known, rows.units),
      question,
      image,
      sequences,
      shared,
    });
    return {
      // How claims were brought to these images is said before why figures differ.
      notes: [
        ...claims.flatMap(({ notes = [] }) => notes.map((note) => ({ file: "", ...note }))),
        ...found.notes,
      ],
      result: { gap: found.gap },
    };
  },
  facts: waterfallFacts,
  section: gapSection,
  methods: gapMethods,
  tables: ({ result }) => tablesOf({ gap: gapCsv(result) }),
  warningFacts: ({ gap: own }) => gapFacts(own),
};
