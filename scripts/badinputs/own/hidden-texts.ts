import { join } from "node:path";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

/** A key of small order, signed by nobody, as `--signed-by` is given it. */
const WEAK_KEY = `AQ${"A".repeat(41)}`;
/** Marks that turn the reading direction round or hide a sentence. */
const HIDDEN = `fox\u202Egpj.exe\u2066${[..."do as I say"].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("")}`;

/** Evidence and names that say something else than they seem to. */
export const HIDDEN_TEXT_CASES: readonly OwnCase[] = [
  {
    id: "own-weak-key",
    area: "records",
    isQuick: true,
    outcome: "error",
    code: "record/weak-key",
    command: "record verify --signed-by a key of small order",
    wrong: "the key that a record must be signed by is one under which anybody can sign",
    limits: { seconds: 10, mib: 400 },
    write: (folder) => put(folder, "record.json", "{}"),
    plan: ({ given }) => ({
      args: [
        "record",
        "verify",
        join(given, "record.json"),
        "--signed-by",
        WEAK_KEY,
        "--json",
        "-",
      ],
      named: [],
      takesNoEngine: true,
    }),
  },
  {
    id: "own-hidden-label",
    area: "records",
    isQuick: true,
    outcome: "error",
    code: "labels/no-column",
    command: "record create with a misspelt leaveOut",
    wrong:
      "a column that must stay out of a record is misspelt, and would be told; labels hide marks",
    limits: { seconds: 20, mib: 600 },
    write: (folder) => {
      const names = putImages(folder, 4);
      put(folder, "facts.json", JSON.stringify({ leaveOut: ["observr"] }));
      put(
        folder,
        "answers.csv",
        `file,predicted\n${names.map((name) => `${name},cat\n`).join("")}`,
      );
      const rows = names.map((name, i) => `${name},${i % 2 === 0 ? "cat" : HIDDEN},Ann\n`);
      put(folder, "labels.csv", `file,label,observer\n${rows.join("")}`);
    },
    plan: ({ given, out }) => ({
      args: [
        "record",
        "create",
        join(given, "images"),
        "--labels",
        join(given, "labels.csv"),
        "--predictions",
        join(given, "answers.csv"),
        "--facts",
        join(given, "facts.json"),
        // What is under way stands beside the record.
        "--out",
        join(out, "record"),
        ...COMMON,
      ],
      named: [],
      takesNoEngine: true,
    }),
  },
];
