/**
 * What is met in a folder, an archive or a list and left out, or read under another name. Public,
 * like error codes: a released one is never renamed or given another meaning.
 */
export const PLACE_PROBLEMS = {
  "archive/checksum": "The bytes of an entry are not those that were packed; it is left out.",
  "archive/duplicate": "Two entries have one name; they are left out unless they are the same.",
  "archive/encrypted": "An entry is protected by a password; it is left out.",
  "archive/inconsistent": "An entry has one name in the directory and another at its place.",
  "archive/link": "An entry is a link, which is not followed.",
  "archive/nested": "An archive inside the archive is not unpacked.",
  "archive/not-a-file": "An entry is a device, a pipe or the like; it is left out.",
  "archive/path":
    "An entry's name leads out of the archive, is no name, or is that of a folder; it is left out.",
  "archive/size-mismatch": "An entry is larger or smaller than it says; it is left out.",
  "archive/too-large": "An entry grows beyond what a picture or table can be; it is left out.",
  "archive/unsupported": "An entry is packed in a way that is not read; it is left out.",
  "path/backslash": "A name holds a backslash, which is taken for a slash.",
  "path/encoding": "A name is not valid UTF-8; what cannot be read of it is shown as �.",
  "path/loop": "A link leads to a folder above it, or round in a circle; it is not followed.",
  "path/missing": "A link or a line of a list names something that is not there.",
  "path/not-a-file": "A pipe, socket or device; it is left out.",
  "path/outside": "A link or a line of a list leads out of the folder; it is not followed.",
  "path/unreadable": "The system does not let this folder or link be read.",
} as const;

export type PlaceProblemCode = keyof typeof PLACE_PROBLEMS;

/** One of them, in the form of the entries of a result. */
export interface PlaceProblem {
  /** Path inside the folder, archive or list. */
  readonly file: string;
  readonly code: PlaceProblemCode;
  readonly what: string;
}

/** Collects problems in the order in which they are met; many of one code become few. */
export interface PlaceProblems {
  add(code: PlaceProblemCode, file: string, what: string): void;
  finish(): readonly PlaceProblem[];
}

/** So many problems of one code are listed one by one; the rest is counted. */
const PLACE_PROBLEMS_LISTED = 100;

export function createPlaceProblems(): PlaceProblems {
  const listed: PlaceProblem[] = [];
  const counts = new Map<PlaceProblemCode, number>();
  return {
    add(code, file, what) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= PLACE_PROBLEMS_LISTED) listed.push({ file, code, what });
    },
    finish() {
      const rest = [...counts].filter(([, count]) => count > PLACE_PROBLEMS_LISTED);
      return [
        ...listed,
        ...rest.map(([code, count]) => ({
          file: "",
          code,
          what: `and ${count - PLACE_PROBLEMS_LISTED} more of this kind`,
        })),
      ];
    },
  };
}
