import type { Sentence } from "../../../core/sentence.js";

/** Title, what it means, what to do; `{name|text}` takes a fact, or the text where it is not known. */
export type WarningEntry = readonly [title: string, text: string, todo: Sentence];
export type WarningTable = Readonly<Record<string, WarningEntry>>;
