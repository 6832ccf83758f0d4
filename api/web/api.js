// Calls to the REST interface. What it refuses is a Problem with the stable code of its document.

import { getLanguage } from "./i18n.js";

/** @typedef {import("./types.js").ProblemDocument} ProblemDocument */

export class Problem extends Error {
  /** @param {ProblemDocument} document */
  constructor(document) {
    super(document.code);
    this.document = document;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { headers: { "Content-Type": "application/json" }, ...options });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem({ status: 0, code: "offline" });
  }
  const document = await response.json().catch(() => null);
  if (response.ok && document) return document;
  const retry = Number(response.headers.get("Retry-After")) || undefined;
  throw new Problem({ retry_after_s: retry, status: response.status, code: "internal_error", ...document });
}

/**
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} signal
 * @returns {Promise<import("./types.js").Answer>}
 */
export function plan(body, signal) {
  return call("v1/itineraries", { method: "POST", body: JSON.stringify(body), signal });
}

/**
 * @param {string} id
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} signal
 * @returns {Promise<import("./types.js").Answer & { diagnostics: { stops: import("./types.js").Stop[] } }>}
 */
export function edit(id, body, signal) {
  return call(`v1/itineraries/${encodeURIComponent(id)}/edits`, { method: "POST", body: JSON.stringify(body), signal });
}

/**
 * @param {"themes" | "profiles"} kind
 * @param {string} language
 * @returns {Promise<import("./types.js").Named[]>}
 */
export async function listNamed(kind, language) {
  return (await call(`v1/${kind}?language=${language}`)).items;
}

/**
 * Sites or stops whose name holds some words.
 * @param {"sites" | "stops"} kind
 * @param {string} words
 * @param {AbortSignal} signal
 * @param {{ limit?: number, served?: boolean }} [options] `served` for stops of the timetables, wherever they lie
 * @returns {Promise<any[]>} GeoJSON features
 */
export async function search(kind, words, signal, { limit = 8, served = false } = {}) {
  const query = new URLSearchParams({ limit: String(limit), language: getLanguage(), q: words, ...(served && { served: "true" }) });
  return (await call(`v1/${kind}?${query}`, { signal })).features;
}

/**
 * Towns and streets whose name holds some words; null where the territory cannot find any.
 * @param {string} words
 * @param {AbortSignal} signal
 * @returns {Promise<any[] | null>} GeoJSON features
 */
export async function searchPlaces(words, signal) {
  const query = new URLSearchParams({ limit: "8", language: getLanguage(), q: words });
  try {
    return (await call(`v1/places?${query}`, { signal })).features;
  } catch (error) {
    if (error instanceof Problem && error.document.code === "not_available") return null;
    throw error;
  }
}

/**
 * @param {"sites" | "stops"} kind
 * @param {string} id
 * @returns {Promise<any>} a GeoJSON feature
 */
export function getFeature(kind, id) {
  return call(`v1/${kind}/${encodeURIComponent(id)}?language=${getLanguage()}`);
}
