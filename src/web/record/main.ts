import { RECOUNT } from "../../records/words/record-page.js";
import { bytesText, grouped } from "../../reports/numbers.js";
import { INSIDE } from "../../reports/words/inside.js";
import { offerApp } from "../inside/app-view.js";
import { insideParts } from "../inside/inside-parts.js";
import { saveFilesOf } from "../inside/save-files.js";
import { type Counting, type FilesPlace, startCounting } from "./counting.js";
import { fillDots } from "./dots.js";
import { findPanel, type Panel } from "./panel.js";
import type { RecountMessage } from "./protocol.js";

/**
 * The script of a record's page: it has the figure counted again in a worker and shows what came of
 * it. It starts by itself when the panel comes into view and there is little to read. Everything else
 * of the page is there without it.
 */

/** From so many bytes on, nothing is read unasked. */
const MOST_UNASKED = 5_000_000;

const inside = insideParts();
if (inside !== null) {
  saveFilesOf(inside);
  offerApp(inside);
}
const panel = findPanel();
if (panel !== null) begin(panel);

function begin(panel: Panel): void {
  const place = inside ?? (location.protocol === "file:" ? "disk" : "host");
  if (place === "disk" && panel.copy === null) {
    panel.state("nothing");
    panel.says([RECOUNT.fromDiskNothing]);
    return;
  }
  if (panel.bytes >= MOST_UNASKED) {
    const size = bytesText(panel.bytes);
    panel.says([RECOUNT.what, RECOUNT.tooMuch({ size })]);
    const press = (): void => count(panel, place);
    panel.state("asks");
    panel.buttons({ text: RECOUNT.start({ size }), primary: true, press });
    return;
  }
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    count(panel, place);
  });
  seen.observe(panel.root);
}

function count(panel: Panel, place: FilesPlace): void {
  panel.reset();
  panel.state("counting");
  panel.title(RECOUNT.counting({ done: "0", total: grouped(panel.units) }));
  let counting: Counting | null = null;
  const again = { text: RECOUNT.again, press: () => count(panel, place) };
  let isFromKept = false;
  const show = (message: RecountMessage): void => {
    if (message.kind === "progress") panel.title(message.text);
    else if (message.kind === "fetched") ({ isFromKept } = message);
    else if (message.kind === "failed") {
      panel.state("failed");
      panel.title(message.text);
      panel.says([RECOUNT.failedHelp]);
      panel.announce(message.text);
      panel.buttons(again);
    } else void finish(panel, message, place, isFromKept).then(() => panel.buttons(again));
  };
  const stop = (): void => {
    counting?.stop();
    panel.reset();
    panel.state("stopped");
    panel.title(RECOUNT.stored({ figure: panel.stated }));
    panel.says([RECOUNT.stopped]);
    panel.announce(RECOUNT.stopped);
    panel.buttons(again);
  };
  if (place === "disk") panel.buttons();
  else panel.buttons({ text: RECOUNT.stop, press: stop });
  counting = startCounting(panel, place, show);
}

async function finish(
  panel: Panel,
  { view, marks, units }: Extract<RecountMessage, { kind: "done" }>,
  place: FilesPlace,
  isFromKept: boolean,
): Promise<void> {
  panel.buttons();
  await fillDots(panel.dots, panel.dotsSay, { units, unit: panel.unit, marks }, (done) =>
    panel.title(RECOUNT.counting({ done: grouped(done), total: grouped(units) })),
  );
  const source = place === "disk" ? [RECOUNT.fromDisk] : isFromKept ? [RECOUNT.fromKept] : [];
  const lines = [...view.lines, ...source];
  const done = typeof place === "string" ? RECOUNT.done : INSIDE.done;
  panel.result({ ...view, lines: view.tone === "same" ? [done, ...lines] : lines });
  panel.announce([view.heading, ...view.lines].join(" "));
}
