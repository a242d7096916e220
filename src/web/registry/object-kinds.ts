import type { ObjectKind } from "../../registry/routes.js";

/** Kinds of objects, as people read them. */
export const KINDS: Readonly<Record<ObjectKind, { readonly one: string; readonly all: string }>> = {
  model: { one: "Model", all: "Models" },
  record: { one: "Record", all: "Records" },
  "evaluation-set": { one: "Evaluation set", all: "Evaluation sets" },
  result: { one: "Result", all: "Results" },
  ledger: { one: "Ledger", all: "Ledgers" },
  preview: { one: "Preview", all: "Previews" },
};
