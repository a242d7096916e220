import { ALL_CHIPS, chipLetters, chipsOf } from "../../reports/box-chips.js";
import { PICTURES } from "../../reports/words/pictures.js";
import { element, setAttributes } from "./elements.js";
import { SVG } from "./svg-text.js";

const BAR_PX = 3;
/** A picture that is shown so many times as large is shown by its pixels. */
const SMALL_TIMES = 2;

/**
 * Has a press on a picture below `root` open it over the page, with every box named that has room for it. `←`
 * and `→` go through the pictures beside it, `1` to `4` switch kinds of boxes, `Esc` goes back to where it lies.
 */
export function followPictures(root: ParentNode): void {
  for (const list of root.querySelectorAll<HTMLElement>(".tiles")) {
    const links = [...list.querySelectorAll<HTMLAnchorElement>("a.pic")];
    for (const [at, link] of links.entries()) {
      link.setAttribute("aria-haspopup", "dialog");
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openLarge(list, links, at);
      });
    }
  }
}

function openLarge(list: HTMLElement, links: readonly HTMLAnchorElement[], first: number): void {
  const dialog = element("dialog", { class: "largepic" });
  const heading = element("p", { id: "large-name" });
  const place = element("span", { class: "mut" });
  const name = element("b");
  heading.append(name, " ", place);
  const before = element("button", { type: "button", "aria-label": PICTURES.previous }, "←");
  const after = element("button", { type: "button", "aria-label": PICTURES.next }, "→");
  const close = element("button", { type: "button" }, PICTURES.close);
  const bar = element("div", { class: "bar" });
  bar.append(heading, ...(links.length > 1 ? [before, after] : []), close);
  const picture = element("div", { class: "pic" });
  const caption = element("div", { class: "cap", role: "status" });
  setAttributes(dialog, { "aria-labelledby": "large-name" });
  const key = copyOfKey(list);
  dialog.append(bar, picture, caption, ...(key === null ? [] : [key]));
  let at = first;

  function show(to: number): void {
    at = (to + links.length) % links.length;
    const link = links[at]!;
    picture.replaceChildren(...[...link.children].map((one) => one.cloneNode(true)));
    const own = link.parentElement?.querySelector(".cap");
    caption.replaceChildren(...[...(own?.children ?? [])].map((one) => one.cloneNode(true)));
    name.textContent = link.querySelector("img")?.alt ?? "";
    place.textContent = PICTURES.at({ at: `${at + 1}`, of: `${links.length}` });
    nameBoxes(picture);
  }

  before.addEventListener("click", () => show(at - 1));
  after.addEventListener("click", () => show(at + 1));
  close.addEventListener("click", () => dialog.close());
  const resized = new ResizeObserver(() => nameBoxes(picture));
  dialog.addEventListener("keydown", (event) => {
    // Keys of the page below are not for it.
    event.stopPropagation();
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    const box = key?.querySelectorAll("input")[Number(event.key) - 1];
    if (step !== 0) show(at + step);
    else if (box !== undefined) box.click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    resized.disconnect();
    dialog.remove();
    const link = links[at]!;
    link.focus();
    link.scrollIntoView({ block: "nearest" });
  });
  (list.closest("main") ?? document.body).append(dialog);
  show(first);
  dialog.showModal();
  close.focus();
  resized.observe(picture);
}

/** The key to the boxes once more; what is switched in it is switched in the page. */
function copyOfKey(list: HTMLElement): HTMLElement | null {
  const key = list.querySelector<HTMLElement>(".bkey");
  const copy = key?.cloneNode(true);
  if (key === null || !(copy instanceof HTMLElement)) return null;
  const own = [...key.querySelectorAll("input")];
  for (const [i, input] of copy.querySelectorAll("input").entries()) {
    const of = own[i]!;
    input.checked = of.checked;
    input.addEventListener("change", () => {
      of.checked = input.checked;
    });
  }
  return copy;
}

/** Puts captions on the boxes of a picture, in letters of the size that it is shown at. */
function nameBoxes(picture: HTMLElement): void {
  const image = picture.querySelector("img");
  const { clientWidth, clientHeight } = picture;
  if (image === null || clientWidth === 0) return;
  // As they stand in the page: what is drawn may be larger.
  const widthPx = Number(image.getAttribute("width"));
  const heightPx = Number(image.getAttribute("height"));
  const pixelsInOne = Math.max(widthPx / clientWidth, heightPx / clientHeight);
  picture.classList.toggle("small", pixelsInOne * SMALL_TIMES < 1);
  const svg = picture.querySelector(".boxes > svg");
  if (svg === null) return;
  for (const old of svg.querySelectorAll(".bxc")) old.remove();
  const boxes = [...svg.querySelectorAll<SVGElement>("[data-caption]")].flatMap((group) => {
    const rect = group.querySelector("rect");
    const caption = group.dataset["caption"] ?? "";
    if (rect === null || caption === "") return [];
    const part = (side: string, of: number): number => Number(rect.getAttribute(side)) / of;
    const box = {
      x: part("x", widthPx),
      y: part("y", heightPx),
      width: part("width", widthPx),
      height: part("height", heightPx),
    };
    return [{ caption, box, outcome: group.classList[1] ?? "" }];
  });
  for (const chip of chipsOf(
    boxes.reverse(),
    { widthPx, heightPx },
    { pixelsInOne, ...ALL_CHIPS },
  )) {
    const { x, y, width, height } = chip;
    const { outcome, caption } = chip.drawn;
    const group = shape("g", { class: `bxo bxc ${outcome}` });
    const text = shape("text", {
      x: x + 8 * pixelsInOne,
      y: y + 14 * pixelsInOne,
      "font-size": chipLetters(pixelsInOne),
    });
    text.textContent = caption;
    group.append(
      shape("rect", { class: "chipbg", x, y, width, height, rx: 2 * pixelsInOne }),
      shape("rect", { class: `chipbar ${outcome}`, x, y, width: BAR_PX * pixelsInOne, height }),
      text,
    );
    svg.append(group);
  }
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  setAttributes(made, attributes);
  return made;
}
