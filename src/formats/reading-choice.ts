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
  readonly others?: { readonly pattern: string; readonly expected: string };
  /** The value that counts where nothing is said, or what the app calls it that none does. */
  readonly unsaid: { readonly value: Value } | { readonly words: string };
}

/** The name under which a value is kept that was given by a flag: `yoloTask` of `yolo-task`. */
export function keyOfFlag(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether a word is a value of a choice. */
export function isValueOf({ values, others }: ReadingChoice, word: string): boolean {
  return Object.hasOwn(values, word) || (others !== undefined && RegExp(others.pattern).test(word));
}
