import { counted, grouped } from "../../reports/numbers.js";
import { ascii, type TerminalOptions, wrapped } from "../../reports/terminal.js";
import { shown } from "../../reports/text.js";
import type { ImageDifferences } from "../diff-images.js";
import { DIFFERENCE_CATEGORIES, type RecordDifference } from "../diff-records.js";
import { DIFF, DIFFERENCE_NAMES } from "../words/record.js";

/** Differences of a category that a terminal shows. */
const MOST_SHOWN = 20;

/**
 * How two records differ, by category and in words, without a final line feed.
 *
 * @param images null where a manifest could not be read
 */
export function recordDiffText(
  differences: readonly RecordDifference[],
  images: ImageDifferences | null,
  options: TerminalOptions,
): string {
  const { width } = options;
  const all = [...differences, ...(images?.differences ?? [])];
  const lines: string[] = [all.length === 0 ? DIFF.same : DIFF.differ];
  for (const category of DIFFERENCE_CATEGORIES) {
    const own = all.filter((one) => one.category === category);
    const summary = category === "images" && images !== null ? summaryOf(images) : null;
    if (own.length === 0) continue;
    lines.push("", DIFFERENCE_NAMES[category] + (summary === null ? "" : `: ${summary}`));
    for (const one of own.slice(0, MOST_SHOWN)) {
      const text = shown(words(one), 500);
      lines.push(
        ...wrapped(text, width - 4, "").map((line, i) => (i === 0 ? "  " : "    ") + line),
      );
    }
    const more = own.length - MOST_SHOWN;
    if (more > 0) lines.push(`  ${DIFF.more(grouped(more))}`);
  }
  if (images === null) lines.push("", DIFF.notCompared);
  const text = lines.join("\n");
  return options.unicode ? text : ascii(text);
}

function summaryOf({ added, removed, changed, same }: ImageDifferences): string {
  return DIFF.images({
    added: grouped(added),
    removed: grouped(removed),
    changed: grouped(changed),
    same: counted(same, "image"),
  });
}

function words({ place, kind, before, after }: RecordDifference): string {
  if (kind === "added") return after === null ? `${place} is new` : `${place} is new: ${after}`;
  if (kind === "removed") {
    return before === null ? `${place} is gone` : DIFF.gone(place, before);
  }
  return `${place} was ${before ?? "nothing"} and is ${after ?? "nothing"}`;
}
