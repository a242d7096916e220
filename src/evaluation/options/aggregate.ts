import type { SequenceAggregate } from "../../outcomes/sequence.js";
import { evaluationOption } from "./option.js";

export const AGGREGATES = ["max", "mean", "vote"] as const;

export const aggregate = evaluationOption<SequenceAggregate>({
  name: "aggregate",
  argument: "<rule>",
  help: "how a sequence answers",
  choices: AGGREGATES,
  read: () => ({}), // a part of the unit
  settings: ({ unit }) => ({ aggregate: unit.kind === "sequence" ? unit.aggregate : null }),
});
