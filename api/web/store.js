// The one state of the page. Parts watch the members they show.

import { config } from "./config.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {keyof State} Key */

/** @type {import("./types.js").Draft} */
export const EMPTY_DRAFT = {
  mode: "bike",
  start: null,
  end: null,
  by: "distance",
  distance_km: 30,
  duration_min: 240,
  themes: {},
  departure: "",
  direction: "",
  allow_other_length: false,
  must: [],
  avoid: [],
  seed: 0,
  by_train: false,
  origin: null,
  back: "",
  bikes: "if_possible",
  hire: false,
  lunch: false,
  pace: 1,
  days: 1,
  nights: "lodgings",
};

/** @type {State} */
const state = {
  language: config.language,
  ready: false,
  online: navigator.onLine,
  themes: [],
  profiles: [],
  draft: structuredClone(EMPTY_DRAFT),
  editing: true,
  picking: null,
  plan: { status: "idle" },
  change: { status: "idle" },
  answer: null,
  selected: 0,
  visit: null,
  cursor: null,
  mapped: true,
};

/** @type {Set<{ keys: readonly Key[], tell: (changed: Set<Key>) => void }>} */
const watchers = new Set();

/** @returns {Readonly<State>} */
export function get() {
  return state;
}

/**
 * Change members of the state and tell those who watch them.
 * @param {Partial<State>} patch
 */
export function set(patch) {
  const changed = new Set(/** @type {Key[]} */ (Object.keys(patch)).filter((key) => state[key] !== patch[key]));
  if (!changed.size) return;
  Object.assign(state, patch);
  for (const watcher of [...watchers]) {
    if (watcher.keys.some((key) => changed.has(key))) watcher.tell(changed);
  }
}

/** @param {Partial<import("./types.js").Draft>} patch */
export function setDraft(patch) {
  set({ draft: { ...state.draft, ...patch } });
}

/**
 * Hear of changes until the returned function is called.
 * @param {readonly Key[]} keys
 * @param {(changed: Set<Key>) => void} tell
 */
export function watch(keys, tell) {
  const watcher = { keys, tell };
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** The itinerary that is looked at, null where there is none. */
export function getSelected() {
  return state.answer?.itineraries[state.selected] ?? null;
}

/**
 * Whether a draft is for several days.
 * @param {import("./types.js").Draft} draft
 */
export function isTour({ days }) {
  return days > 1;
}

/**
 * Whether one comes back to the same place every night: on several days that do not end elsewhere.
 * @param {import("./types.js").Draft} draft
 */
export function hasBase(draft) {
  return isTour(draft) && draft.nights === "base" && (draft.by_train || draft.end === null);
}

/**
 * Whether the bike of a draft is hired: for one day, and not for those on foot, nor where the way ends elsewhere.
 * @param {import("./types.js").Draft} draft
 */
export function isHired(draft) {
  return draft.hire && isRidden(draft.mode) && (draft.by_train || draft.end === null) && !isTour(draft);
}

/**
 * Whether a draft has a break for lunch, which needs hours and cannot be had with a hired bike or on several days.
 * @param {import("./types.js").Draft} draft
 */
export function hasLunch(draft) {
  return draft.lunch && draft.departure !== "" && !isHired(draft) && !isTour(draft);
}

/** Whether what is looked at cannot be changed where it stands but is planned anew: all but circuits of one day on streets alone. */
export function isPlannedAnew() {
  const asked = state.answer?.asked;
  return Boolean(asked && (asked.by_train || isTour(asked) || hasLunch(asked) || isHired(asked)));
}

/**
 * Whether a way of travelling is ridden, so that there is a bike that may come along.
 * @param {string} mode
 */
export function isRidden(mode) {
  const vehicle = state.profiles.find(({ name }) => name === mode)?.vehicle ?? mode;
  return vehicle !== "foot" && vehicle !== "wheelchair";
}
