/** Where a model that is named by address, or by its name on a hub, can be fetched by hand. */
export interface ModelLink {
  /** An address with `https://`, and no other. */
  readonly url: string;
  readonly name: string;
}

/** As the command line takes it: `hf:owner/name[@revision][/file]`. */
const HUB_NAME =
  /^hf:(?<name>\w[\w.-]*\/\w[\w.-]*?)(?:@(?<revision>[^/@\s]+))?(?:\/(?<file>[\w./-]+))?$/i;

/** The place behind what somebody typed; null for what names none. */
export function modelLink(typed: string): ModelLink | null {
  const text = typed.trim();
  const { name, revision = "main", file } = HUB_NAME.exec(text)?.groups ?? {};
  if (name !== undefined) {
    const at = encodeURIComponent(revision);
    const place = file === undefined ? `tree/${at}` : `resolve/${at}/${file}`;
    return { url: `https://huggingface.co/${name}/${place}`, name: file ?? name };
  }
  if (!URL.canParse(text)) return null;
  const { protocol, href, hostname, pathname } = new URL(text);
  if (protocol !== "https:" || hostname === "") return null;
  return { url: href, name: pathname.split("/").at(-1) || hostname };
}

/** Whether somebody typed a name on the hub. */
export function isHubName(typed: string): boolean {
  return HUB_NAME.test(typed.trim());
}

/**
 * The address of a model on the page's own host, from its whole address or its place beside the page.
 *
 * @param base folder of the page, absolute
 * @returns null for models elsewhere, and for what names no `.onnx` file
 */
export function ownModelAddress(typed: string, base: string): string | null {
  const text = typed.trim();
  if (isHubName(text) || !URL.canParse(text, base)) return null;
  const { protocol, origin, pathname, href } = new URL(text, base);
  const isHere = /^https?:$/.test(protocol) && origin === new URL(base).origin;
  return isHere && /\.onnx$/i.test(pathname) ? href : null;
}
