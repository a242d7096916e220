/** The program of a server's pages. */
import { mount } from "svelte";
import Lab from "./Lab.svelte";
import { createLabState } from "./lab-state.svelte.js";

/** What the organisation that signs people in sent along; out of the address at once as well. */
const returned = location.pathname.endsWith("/signed-in") ? location.search : null;
if (returned !== null) history.replaceState(null, "", "./");

const target = document.getElementById("lab");
const invitation = /^#\/join\/([\w-]{43})$/.exec(location.hash)?.[1] ?? null;
// Out of the address at once: it stays in no history and is sent to nobody.
if (invitation !== null) history.replaceState(null, "", "#/join");
if (target !== null) {
  const lab = createLabState(new URL(".", location.href).href, invitation, returned);
  target.replaceChildren();
  mount(Lab, { target, props: { lab } });
}
