// The link that reopens a plan: the whole request in the fragment, which browsers keep to themselves.

import { config } from "./config.js";
import { EMPTY_DRAFT, hasBase, hasLunch, isHired, isRidden, isTour } from "./store.js";

/** @typedef {import("./types.js").Draft} Draft */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {Record<string, unknown>} Edit */

const MOST_EDITS = 50;
const DAY_MS = 86_400_000;
const PACE = { least: 0.5, most: 2 };
const MOST_DAYS = 30;
const WEEK = 7;
/** Suggestions for one day, and for several; more days have one, which takes long enough. */
const [CIRCUITS, TOURS] = [3, 2];

/**
 * Write a draft as a fragment.
 * @param {Draft} draft
 * @param {number} [selected] index of the itinerary to show
 * @param {Edit[][]} [edits] the visitor's changes to that one
 */
export function toFragment(draft, selected = 0, edits = []) {
  const query = new URLSearchParams({ mode: draft.mode });
  if (draft.by_train) writeTrains(draft, query);
  else {
    if (draft.start) query.set("from", toText(draft.start));
    if (draft.end) query.set("to", toText(draft.end));
  }
  if (draft.by === "distance") query.set("km", String(draft.distance_km));
  else query.set("min", String(draft.duration_min));
  const themes = Object.entries(draft.themes).map(([name, weight]) => (weight === 1 ? name : `${name}:${weight}`));
  if (themes.length) query.set("themes", themes.sort().join(","));
  if (draft.departure) query.set("at", draft.departure);
  if (draft.direction) query.set("dir", draft.direction);
  if (draft.allow_other_length) query.set("other", "1");
  if (draft.hire) query.set("hire", "1");
  if (draft.lunch) query.set("lunch", "1");
  if (draft.pace !== EMPTY_DRAFT.pace) query.set("pace", String(draft.pace));
  if (isTour(draft)) query.set("days", String(draft.days));
  if (draft.nights !== EMPTY_DRAFT.nights) query.set("nights", draft.nights);
  for (const site of draft.must) query.append("must", site.id);
  for (const site of draft.avoid) query.append("avoid", site.id);
  if (draft.seed) query.set("seed", String(draft.seed));
  if (selected) query.set("n", String(selected + 1));
  for (const group of edits) query.append("edit", JSON.stringify(group));
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/**
 * @param {Draft} draft
 * @param {URLSearchParams} query
 */
function writeTrains({ origin, back, bikes }, query) {
  query.set("train", origin ? toText(origin) : "");
  if (back) query.set("back", back);
  if (bikes !== EMPTY_DRAFT.bikes) query.set("bikes", bikes);
}

/**
 * Read a draft from a fragment or a query; what is missing keeps its usual value. Names of sites and stops are not in it.
 * @param {URLSearchParams} query
 * @returns {{ draft: Draft, selected: number, edits: Edit[][] }}
 */
export function fromQuery(query) {
  const draft = structuredClone(EMPTY_DRAFT);
  draft.mode = query.get("mode") ?? draft.mode;
  draft.start = toPlace(query.get("from"));
  draft.end = toPlace(query.get("to"));
  draft.distance_km = toNumber(query.get("km"), draft.distance_km);
  draft.duration_min = toNumber(query.get("min"), draft.duration_min);
  draft.by = query.has("min") && !query.has("km") ? "duration" : "distance";
  draft.themes = toThemes(query.get("themes") ?? "");
  draft.departure = toLocalTime(query.get("at") ?? "");
  draft.direction = /^(N|NE|E|SE|S|SW|W|NW)$/.exec(query.get("dir") ?? "")?.[0] ?? "";
  draft.allow_other_length = query.get("other") === "1";
  draft.hire = query.get("hire") === "1";
  draft.lunch = query.get("lunch") === "1";
  draft.days = Math.min(MOST_DAYS, Math.max(1, Math.trunc(toNumber(query.get("days"), draft.days))));
  if (query.get("nights") === "base") draft.nights = "base";
  draft.pace = Math.min(PACE.most, Math.max(PACE.least, toNumber(query.get("pace"), draft.pace)));
  draft.must = query.getAll("must").map((id) => ({ id, name: id }));
  draft.avoid = query.getAll("avoid").map((id) => ({ id, name: id }));
  draft.seed = Math.max(0, Math.trunc(toNumber(query.get("seed"), 0)));
  draft.by_train = query.has("train");
  draft.origin = toPlace(query.get("train"));
  draft.back = /^([01]\d|2[0-3]):[0-5]\d$/.exec(query.get("back") ?? "")?.[0] ?? "";
  const bikes = query.get("bikes");
  if (bikes === "required" || bikes === "no") draft.bikes = bikes;
  const edits = query.getAll("edit").slice(0, MOST_EDITS).map(toEdits);
  return { draft, edits, selected: Math.max(0, Math.trunc(toNumber(query.get("n"), 1)) - 1) };
}

/**
 * @param {string} text
 * @returns {Edit[]} what the text holds; the server refuses what is no change
 */
function toEdits(text) {
  try {
    const edits = JSON.parse(text);
    return Array.isArray(edits) ? edits.filter((edit) => edit && typeof edit === "object") : [];
  } catch {
    return [];
  }
}

/**
 * The body of a request to plan.
 * @param {Draft} draft
 * @param {string} language
 * @returns {Record<string, unknown>}
 */
export function toBody(draft, language) {
  const isCircuit = draft.by_train || draft.end === null;
  return {
    mode: draft.mode,
    ...(draft.by_train ? { access: toAccess(draft) } : { start: draft.start && toWire(draft.start) }),
    ...(!isCircuit && draft.end && { end: toWire(draft.end) }),
    ...(draft.by === "distance" ? { distance_km: draft.distance_km } : { duration_min: draft.duration_min }),
    themes: draft.themes,
    ...(draft.departure && { departure: withOffset(draft.departure) }),
    ...(draft.direction && isCircuit && !isTour(draft) && { direction: draft.direction }),
    ...(draft.allow_other_length && { allow_other_length: true }),
    ...(isHired(draft) && { bike: "hire" }),
    ...(hasLunch(draft) && { lunch: {} }),
    ...(draft.pace !== 1 && { pace: draft.pace }),
    ...(isTour(draft) && { days: draft.days, nights: hasBase(draft) ? "base" : "lodgings" }),
    must_visit: draft.must.map((site) => site.id),
    avoid_sites: draft.avoid.map((site) => site.id),
    seed: draft.seed,
    alternatives: draft.days > WEEK ? 1 : isTour(draft) ? TOURS : CIRCUITS,
    language,
  };
}

/** Hour of the morning until which one comes back from the day before; an earlier hour of the same day is a slip. */
const NIGHT_ENDS = "04:00";

/** @param {Draft} draft */
function toAccess(draft) {
  const { mode, origin, departure, back, bikes } = draft;
  const isNextDay = (isTour(draft) || back <= departure.slice(11)) && back <= NIGHT_ENDS;
  const day = new Date(Date.parse(`${departure.slice(0, 10)}T00:00Z`) + (draft.days - 1 + Number(isNextDay)) * DAY_MS);
  return {
    from: origin && toWire(origin),
    ...(isRidden(mode) && !isHired(draft) && { bike_on_board: bikes }),
    ...(back && departure && { latest_home: withOffset(`${day.toISOString().slice(0, 10)}T${back}`) }),
  };
}

/** @param {Place} place */
function toWire(place) {
  if (place.stop) return { stop: place.stop };
  return place.site ? { site: place.site } : { lat: place.lat, lon: place.lon };
}

/** @param {Place} place */
function toText(place) {
  if (place.stop) return `stop:${place.stop}`;
  return place.site ? `site:${place.site}` : `${round(place.lat)},${round(place.lon)}`;
}

/** @param {number} degrees */
function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}

/**
 * @param {string | null} text
 * @returns {Place | null}
 */
function toPlace(text) {
  const known = /^(stop|site):(.+)$/.exec(text ?? "");
  if (known) return { lat: NaN, lon: NaN, name: known[2], [known[1]]: known[2] };
  const point = parsePoint(text ?? "");
  return point && { ...point, name: "" };
}

/**
 * Read "50.43, 2.83".
 * @param {string} text
 */
export function parsePoint(text) {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/**
 * A time such as 2026-06-13T09:30, empty where the text is none.
 * @param {string} text
 */
function toLocalTime(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && Number.isFinite(Date.parse(`${text}Z`)) ? text : "";
}

/**
 * Read "mining,nature:0.5".
 * @param {string} text
 */
export function toThemes(text) {
  /** @type {Record<string, number>} */
  const themes = {};
  for (const part of text.split(",").filter(Boolean)) {
    const [name, weight] = part.trim().split(":");
    themes[name] = Math.min(1, Math.max(0, toNumber(weight ?? null, 1)));
  }
  return themes;
}

/**
 * @param {string | null} text
 * @param {number} otherwise
 */
function toNumber(text, otherwise) {
  const value = text === null || text === "" ? NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : otherwise;
}

/**
 * Add the offset that the clocks of the territory have at that time, wherever the visitor is.
 * @param {string} local such as 2026-06-13T09:30
 */
function withOffset(local) {
  const asUtc = Date.parse(`${local}Z`);
  const near = toMinutes(findOffset(asUtc));
  return `${local}:00${findOffset(asUtc - 60_000 * near)}`;
}

/**
 * Offset of the territory at a moment, such as +02:00.
 * @param {number} moment
 */
function findOffset(moment) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: config.time_zone, timeZoneName: "longOffset" }).formatToParts(moment);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  return /[+-]\d\d:\d\d/.exec(name)?.[0] ?? "+00:00";
}

/** @param {string} offset */
function toMinutes(offset) {
  const [hours, minutes] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (60 * hours + minutes);
}
