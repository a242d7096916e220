/**
 * A Markdown file with YAML between two lines of `---` at its start, as README.md of a model
 * repository is. What counts as the block is as the Hugging Face Hub reads it
 * (huggingface_hub, repocard.py, REGEX_YAML_BLOCK).
 */
export interface FrontMatter {
  /** Between the lines of `---`, without them; null where there is no block. */
  readonly yaml: string | null;
  /** Everything after the block, as it is. */
  readonly body: string;
}

const BLOCK = /^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|$))/;

/** Takes a file apart; never fails, since any text is Markdown. */
export function splitFrontMatter(text: string): FrontMatter {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const found = BLOCK.exec(plain);
  if (found === null) return { yaml: null, body: plain };
  return { yaml: found[2] ?? "", body: plain.slice(found[0].length) };
}

/** The file again. @param yaml ends with a line feed, or is empty */
export function joinFrontMatter({ yaml, body }: FrontMatter): string {
  return yaml === null ? body : `---\n${yaml}---\n${body}`;
}
