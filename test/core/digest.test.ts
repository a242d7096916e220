import { createNodeDigest } from "../../src/node/digest.js";
import { createWebDigest } from "../../src/web/digest.js";
import { digestContract } from "../contract/digest.js";

digestContract("node", createNodeDigest);
digestContract("web", createWebDigest);
