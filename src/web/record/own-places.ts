import { isHomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { ownPlace } from "../../ledger/own-place.js";
import { OWN_PLACE } from "../../ledger/places-words.js";
import { sharedOfResult, sharedResultOf } from "../../ledger/read-shared.js";
import type { PlacesBasis } from "../../records/page/places-view.js";
import { placeText } from "../../reports/views/place-text.js";
import { element } from "./panel.js";

/**
 * The script of a record's page on which results of other places stand: it shows where a reader's own
 * result falls, or one that somebody sent. Files are read and nothing else: none is kept, changed or sent.
 */

const MOST_BYTES = 200_000_000;

const root = document.getElementById("own-place");
const basisText = root?.dataset["basis"];
if (root !== null && basisText !== undefined) begin(root, JSON.parse(basisText) as PlacesBasis);

function begin(root: HTMLElement, basis: PlacesBasis): void {
  const input = root.querySelector("input");
  const says = root.querySelector("[role=status]");
  const part = root.closest<HTMLElement>("#places");
  if (input === null || says === null || part === null) return;
  // Below the published figure, and below those that were read before.
  let last = part.querySelector<HTMLElement>(".fo [role=row]");
  const take = async (files: Iterable<File>): Promise<void> => {
    for (const file of files) {
      const { heading, lines, mark } = await heldAgainst(file, basis);
      const said = element("div", "own");
      said.append(element("p", "", heading), ...lines.map((line) => element("p", "mut", line)));
      says.append(said);
      if (mark !== null) last = drawMark(mark, last, part);
    }
  };
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    // The same file may be chosen again.
    input.value = "";
    void take(files);
  });
  part.addEventListener("dragover", (event) => event.preventDefault());
  part.addEventListener("drop", (event) => {
    event.preventDefault();
    void take([...(event.dataTransfer?.files ?? [])]);
  });
  root.hidden = false;
}

type Held = ReturnType<typeof ownPlace>;

async function heldAgainst(file: File, basis: PlacesBasis): Promise<Held> {
  const notRead = (what: string): Held => ({
    heading: OWN_PLACE.notRead({ file: file.name, what }),
    lines: [],
    mark: null,
  });
  if (file.size > MOST_BYTES) return notRead(OWN_PLACE.tooLarge);
  try {
    const value = jsonOrUndefined(await file.text()) as { readonly schema?: unknown } | undefined;
    const isOwn = value?.schema === "homeground.result/1";
    const shared = isOwn ? sharedOfResult(value, file.name, {}) : sharedResultOf(value, file.name);
    return ownPlace(shared, basis, isOwn);
  } catch (cause) {
    return notRead(isHomegroundError(cause) ? cause.what : String(cause));
  }
}

/**
 * Adds a row to the drawing: its first, which is the published figure's, changed.
 *
 * @returns the row; the one before where the drawing is none that it knows
 */
function drawMark(
  mark: NonNullable<Held["mark"]>,
  before: HTMLElement | null,
  part: HTMLElement,
): HTMLElement | null {
  const row = part.querySelector(".fo [role=row]")?.cloneNode(true) as HTMLElement | undefined;
  const [label, value] = [row?.querySelector(".lab"), row?.querySelector(".val")];
  const range = row?.querySelector("line.ci");
  const dot = row?.querySelector(".dia")?.parentElement;
  if (!row || !label || !value || !range || !dot) return before;
  delete row.dataset["row"];
  const sub = `${mark.sub} · ${OWN_PLACE.notShared}`;
  label.replaceChildren(element("b", "", mark.label), " ", element("small", "", sub));
  value.replaceChildren(element("b", "", mark.valueText), " ");
  if (mark.intervalText !== null) value.append(element("small", "", mark.intervalText));
  range.setAttribute("class", "ci");
  range.setAttribute("x1", placeText(mark.low ?? mark.at));
  range.setAttribute("x2", placeText(mark.high ?? mark.at));
  dot.setAttribute("x", placeText(mark.at));
  dot.innerHTML = '<circle class="dot" r="6"/>';
  before?.after(row);
  return row;
}
