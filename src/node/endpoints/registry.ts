import type { EndpointAdapter } from "./adapter.js";
import { gradio } from "./gradio.js";
import { huggingFace } from "./hugging-face.js";
import { kserve } from "./kserve.js";
import { plainHttp } from "./plain-http.js";

/** Protocols of hosted models; the first that recognises an address speaks with it. */
export const ENDPOINT_ADAPTERS: EndpointAdapter[] = [kserve, gradio, huggingFace, plainHttp];
