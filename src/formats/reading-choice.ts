/**
 * What a user can say about the reading of a format's files, where these leave it open: its flag, its
 * values and its control in the app.
 */
export interface ReadingChoice<Value extends string = string> {
  /** Of the flag, without dashes: `yolo-task`. */
  readonly name: string;
  /** What stands after the flag in the help: `<task>`. */
  readonly argument: string;
  readonly help: string;
  /** What the app asks. */
  readonly label: string;
  /** Its values in the order of the help, with what the app calls them. */
  readonly values: Readonly<Record<Value, string>>;
  /** Values beside those of the list: a pattern of the whole word, and what it expects, for messages. */
  readonly others?: {
    readonly pattern: string;
    readonly expected: string;
    readonly typed?: TypedValues;
  };
  /** The value that counts where nothing is said, or what the app calls it that none does. */
  readonly unsaid: { readonly value: Value } | { readonly words: string };
}

/** Values of which the end is typed, in the app. */
export interface TypedValues {
  /** What the field asks for, and how it is written. */
  readonly label: string;
  readonly hint: string;
  /** Beginnings of such values, with what the app calls them. What is typed begins with a digit. */
  readonly beginnings: Readonly<Record<string, string>>;
}

/** What of a value was typed; null of one of the list, and of none that can be typed. */
export function typedPart(
  { values, others }: Pick<ReadingChoice, "values" | "others">,
  value: string,
): { readonly beginning: string; readonly rest: string } | null {
  if (Object.hasOwn(values, value)) return null;
  for (const beginning of Object.keys(others?.typed?.beginnings ?? {})) {
    const rest = value.slice(beginning.length);
    if (value.startsWith(beginning) && /^\d/.test(rest)) return { beginning, rest };
  }
  return null;
}

/** The name under which a value is kept that was given by a flag: `yoloTask` of `yolo-task`. */
export function keyOfFlag(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether a word is a value of a choice. */
export function isValueOf({ values, others }: ReadingChoice, word: string): boolean {
  return Object.hasOwn(values, word) || (others !== undefined && RegExp(others.pattern).test(word));
}
