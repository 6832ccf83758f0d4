// Places of the catalogue, and the visitor's own position.

import { getFeature, search, searchPlaces } from "./api.js";
import { t } from "./i18n.js";
import { parsePoint } from "./link.js";

/** @typedef {import("./types.js").Place} Place */
/** @typedef {{ place: Place, hint: string, kind: "town" | "stop" | "site" | "street" | "point" }} Found */

const ORDER = ["point", "town", "stop", "site", "street"];
const MOST_OFFERED = 12;

/**
 * Find towns, stops, sites and streets by name, or the point that the words are.
 * @param {string} words
 * @param {AbortSignal} signal
 * @param {{ sitesOnly?: boolean }} [options]
 * @returns {Promise<{ found: Found[], whole: boolean }>} `whole` is false where towns and streets cannot be searched
 */
export async function findPlaces(words, signal, { sitesOnly = false } = {}) {
  const point = parsePoint(words);
  if (point && !sitesOnly) return { found: [{ place: { ...point, name: "" }, hint: t("Point on the map"), kind: "point" }], whole: true };
  const [named, stops, sites] = await Promise.all([
    sitesOnly ? [] : searchPlaces(words, signal),
    sitesOnly ? [] : search("stops", words, signal, { limit: 4 }),
    search("sites", words, signal, { limit: sitesOnly ? 12 : 5 }),
  ]);
  const kept = sitesOnly ? sites.filter((site) => site.properties.may_be_visited) : sites;
  const found = [...stops.map((stop) => toFound(stop, "stop")), ...kept.map((site) => toFound(site, "site"))];
  for (const feature of named ?? []) found.push(toFound(feature, feature.properties.kind === "street" ? "street" : "town"));
  const rank = (/** @type {Found} */ { place, kind }) => 10 * rankName(place.name, words) + ORDER.indexOf(kind);
  return { found: found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_OFFERED), whole: named !== null };
}

/**
 * Find stops of the timetables by name, wherever they lie.
 * @param {string} words
 * @param {AbortSignal} signal
 * @returns {Promise<{ found: Found[], whole: boolean }>}
 */
export async function findServedStops(words, signal) {
  const stops = await search("stops", words, signal, { limit: MOST_OFFERED, served: true });
  return { found: stops.map((stop) => toFound(stop, "stop")), whole: true };
}

/**
 * How well a name answers some words: the name itself, then those that begin with them or bear another name that does, then the rest.
 * @param {string} name
 * @param {string} words
 */
function rankName(name, words) {
  const [own, asked] = [fold(name), fold(words)];
  if (own === asked) return 0;
  if (`${own} `.startsWith(`${asked} `) || !own.includes(asked)) return 1;
  return own.startsWith(asked) ? 2 : 3;
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/**
 * Look up the name and position of a place that a link names by its id.
 * @param {Place | null} place
 * @returns {Promise<Place | null>}
 */
export async function resolvePlace(place) {
  if (!place || (!place.stop && !place.site)) return place;
  const feature = await (place.stop ? getFeature("stops", place.stop) : getFeature("sites", place.site ?? ""));
  return { ...toFound(feature, place.stop ? "stop" : "site").place };
}

/**
 * Look up the name of a site.
 * @param {import("./types.js").Site} site
 */
export async function resolveSite(site) {
  const feature = await getFeature("sites", site.id);
  return { id: site.id, name: feature.properties.name };
}

/** @returns {Promise<Place>} */
export function getOwnPosition() {
  return new Promise((resolve, reject) => {
    const done = (/** @type {GeolocationPosition} */ { coords }) =>
      resolve({ lat: coords.latitude, lon: coords.longitude, name: t("My position") });
    navigator.geolocation.getCurrentPosition(done, reject, { enableHighAccuracy: true, timeout: 15_000 });
  });
}

/**
 * @param {any} feature
 * @param {"town" | "stop" | "site" | "street"} kind
 * @returns {Found}
 */
function toFound(feature, kind) {
  const { name, kind_name, commune } = feature.properties;
  const [lon, lat] = toPoint(feature.geometry);
  const hint = kind === "stop" ? t("Stop of public transport") : [kind_name, commune].filter(Boolean).join(" · ");
  const id = kind === "stop" || kind === "site" ? { [kind]: feature.id } : {};
  return { place: { lat, lon, name, ...id }, hint, kind };
}

/**
 * A point of a geometry: its first.
 * @param {{ coordinates: any }} geometry
 * @returns {[number, number]}
 */
function toPoint(geometry) {
  let found = geometry.coordinates;
  while (Array.isArray(found[0])) found = found[0];
  return found;
}
