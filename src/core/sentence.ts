/** Where a sentence is read: in a terminal and in files, whoever wrote them; or on a screen of the app. */
export type Surface = "command" | "app";

/** What a terminal and the app say in their own words. Plain data: it can be posted to a worker and kept. */
export type Wording = Readonly<Record<Surface, string>>;

/** A sentence or a part of one: a text where both say the same. */
export type Sentence = string | Wording;

export function wordsFor(surface: Surface, sentence: Sentence): string {
  return typeof sentence === "string" ? sentence : sentence[surface];
}

/** A sentence of parts that are said differently: ``say`${way}, or take another figure` ``. */
export function say(
  texts: TemplateStringsArray,
  ...parts: readonly (Sentence | number)[]
): Sentence {
  const on = (surface: Surface): string =>
    String.raw(
      { raw: texts },
      ...parts.map((part) => (typeof part === "number" ? part : wordsFor(surface, part))),
    );
  const wording = { command: on("command"), app: on("app") };
  return wording.command === wording.app ? wording.command : wording;
}

/** What a finding says in terminals and files, and in the app where it says it in its own words. */
export interface Said {
  readonly what: string;
  readonly inApp?: string | undefined;
}

export function said(sentence: Sentence): Said {
  if (typeof sentence === "string") return { what: sentence };
  return { what: sentence.command, inApp: sentence.app };
}

export function whatFor(surface: Surface, { what, inApp }: Said): string {
  return surface === "app" ? (inApp ?? what) : what;
}
