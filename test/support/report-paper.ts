import type { Page } from "playwright-core";

/** A piece of the page that may not be cut, as it came to lie on paper. */
export interface PrintedPiece {
  /** What it is: `figure.pf: Of every 100 …`. */
  readonly name: string;
  /** Sheets that hold a part of it, from 0; none where it was not printed. */
  readonly sheets: readonly number[];
}

export interface PrintedReport {
  readonly pdf: Buffer;
  readonly sheets: number;
  readonly pieces: readonly PrintedPiece[];
  /** Pairs of pieces without a piece inside that lie on each other. */
  readonly overlaps: readonly string[];
}

/**
 * Prints a page on A4 and says where its pieces came to lie. Each piece gets a link as large as
 * itself before: Chromium writes links into the PDF with their sheet and rectangle, and one that is
 * cut comes twice. Nothing else of the page changes.
 *
 * @param page in a window as wide as the paper between its margins
 * @param selector elements that may not be cut by the end of a sheet
 * @param sheetPx height of a sheet between its margins; what is higher has to be cut
 */
export async function printReport(
  page: Page,
  selector: string,
  sheetPx: number,
): Promise<PrintedReport> {
  await page.emulateMedia({ media: "print" });
  const options = [selector, sheetPx] as const;
  const names = await page.evaluate(([pieces, most]) => {
    const found = [...document.querySelectorAll<HTMLElement>(pieces)].filter((one) => {
      const { height } = one.getBoundingClientRect();
      return one.checkVisibility() && height > 0 && height <= most;
    });
    return found.map((piece, i) => {
      const link = document.createElement("a");
      link.href = `https://piece.example/${i}`;
      link.textContent = "\u00a0"; // an empty link is left out of the PDF
      const style = { position: "absolute", inset: "0", overflow: "hidden", color: "transparent" };
      Object.assign(link.style, style);
      if (getComputedStyle(piece).position === "static") piece.style.position = "relative";
      // Of a row of a table, the cell is asked, whose height is the row's.
      const home = piece.localName === "tr" ? piece.lastElementChild : piece;
      if (home instanceof HTMLElement) {
        if (home !== piece) home.style.position = "relative";
        home.append(link);
      }
      const said = piece.textContent?.replace(/\s+/g, " ").trim().slice(0, 50);
      const isLeaf = !found.some((one) => one !== piece && piece.contains(one));
      return { name: `${piece.localName}.${piece.className}: ${said}`, isLeaf };
    });
  }, options);
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true, printBackground: false });
  const { sheets, links } = readLinks(pdf);
  const parts = names.map((piece, i) => ({
    ...piece,
    links: links.filter(({ address }) => address === `https://piece.example/${i}`),
  }));
  const pieces = parts.map(
    ({ name, links }): PrintedPiece => ({
      name,
      sheets: [...new Set(links.map(({ sheet }) => sheet))],
    }),
  );
  const leaves = parts
    .filter(({ isLeaf }) => isLeaf)
    .flatMap(({ name, links }) => links.map((link) => ({ ...link, name })));
  const overlaps = leaves.flatMap((a, i) =>
    leaves.slice(i + 1).flatMap((b) => (lieOnEachOther(a, b) ? [`${a.name} | ${b.name}`] : [])),
  );
  return { pdf, sheets, pieces, overlaps };
}

interface PrintedLink {
  readonly address: string;
  readonly sheet: number;
  /** Points of the sheet: left, lower, right and upper edge. */
  readonly edges: readonly [number, number, number, number];
}

/** By more than two points in both directions. */
function lieOnEachOther(a: PrintedLink, b: PrintedLink): boolean {
  if (a.sheet !== b.sheet) return false;
  const across = Math.min(a.edges[2], b.edges[2]) - Math.max(a.edges[0], b.edges[0]);
  const along = Math.min(a.edges[3], b.edges[3]) - Math.max(a.edges[1], b.edges[1]);
  return across > 2 && along > 2;
}

/** Links of a PDF as Chromium writes it: objects in clear, pages in the order of the page tree. */
function readLinks(pdf: Buffer): { sheets: number; links: PrintedLink[] } {
  const text = pdf.toString("latin1");
  const objects = new Map<string, string>();
  for (const [, id = "", body = ""] of text.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)endobj/g)) {
    objects.set(id, body);
  }
  const root = [...objects.values()].find((body) => /\/Type\s*\/Catalog/.test(body)) ?? "";
  const pages: string[] = [];
  const walk = (id: string): void => {
    const body = objects.get(id) ?? "";
    const kids = /\/Kids\s*\[([^\]]*)\]/.exec(body)?.[1];
    if (kids === undefined) pages.push(body);
    else for (const [, kid = ""] of kids.matchAll(/(\d+) 0 R/g)) walk(kid);
  };
  walk(/\/Pages (\d+) 0 R/.exec(root)?.[1] ?? "");
  const links = pages.flatMap((body, sheet) => {
    const inside = /\/Annots\s*(\[[^\]]*\]|\d+ 0 R)/.exec(body)?.[1] ?? "";
    const list = inside.startsWith("[") ? inside : (objects.get(inside.split(" ")[0] ?? "") ?? "");
    return [...list.matchAll(/(\d+) 0 R/g)].flatMap(([, id = ""]): PrintedLink[] => {
      const link = objects.get(id) ?? "";
      const address = /\/URI\s*\(([^)]*)\)/.exec(link)?.[1];
      const corners = /\/Rect\s*\[([^\]]*)\]/.exec(link)?.[1]?.match(/-?[\d.]+/g) ?? [];
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.map(Number);
      const edges = [
        Math.min(x0, x1),
        Math.min(y0, y1),
        Math.max(x0, x1),
        Math.max(y0, y1),
      ] as const;
      return address === undefined ? [] : [{ address, sheet, edges }];
    });
  });
  return { sheets: pages.length, links };
}
