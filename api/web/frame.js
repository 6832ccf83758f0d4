// Talks with the page that holds the frame, and with no other.

import { config, isFramed } from "./config.js";
import { get, getSelected, watch } from "./store.js";

const NAME = "terrils";
const HEAD_PIXELS = 100;

/** Tell the host when the frame is ready, how high it is and which circuit is looked at. */
export function startFrame() {
  if (!isFramed || window.parent === window) return;
  window.addEventListener("message", (event) => {
    const isHost = event.source === window.parent && config.frame?.origins.includes(event.origin);
    if (!isHost || event.data?.source !== NAME) return;
    if (event.data.type === "hello") sayReady();
    if (event.data.type === "visible") follow(Number(event.data.top));
  });
  new ResizeObserver(sayHeight).observe(document.body);
  watch(["ready"], () => get().ready && sayReady());
  watch(["answer", "selected"], sayCircuit);
}

/**
 * Keep the head of the page in sight: a frame as high as what it holds does not scroll by itself.
 * @param {number} top pixels of the frame that are scrolled out of sight
 */
function follow(top) {
  if (!Number.isFinite(top)) return;
  const most = document.body.getBoundingClientRect().height - HEAD_PIXELS;
  document.documentElement.style.setProperty("--seen", `${Math.min(Math.max(0, top), Math.max(0, most))}px`);
}

function sayReady() {
  if (!get().ready) return;
  send({ type: "ready", version: 1, language: get().language });
  sayHeight();
}

function sayHeight() {
  send({ type: "resize", height: Math.ceil(document.body.getBoundingClientRect().height) });
}

function sayCircuit() {
  const chosen = getSelected();
  if (!chosen) return;
  const { length_m, duration_s } = chosen.summary;
  send({ type: "circuit-selected", id: chosen.id, rank: chosen.rank, title: chosen.title, length_m, duration_s });
}

/** @param {Record<string, unknown>} message */
function send(message) {
  for (const origin of listTargets()) window.parent.postMessage({ source: NAME, ...message }, origin);
}

/**
 * The origin of the host where the browser tells it and it is allowed; else each allowed origin, of which the browser
 * delivers to the right one alone.
 */
function listTargets() {
  const allowed = config.frame?.origins ?? [];
  const host = location.ancestorOrigins?.[0] ?? (document.referrer ? new URL(document.referrer).origin : null);
  return host === null ? allowed : allowed.filter((origin) => origin === host);
}
