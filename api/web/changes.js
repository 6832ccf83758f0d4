// Changes to the circuit that is looked at: one thing is asked for, all the rest stays as it is.

import { edit as ask, Problem } from "./api.js";
import { get, getSelected, set } from "./store.js";

/** @typedef {import("./types.js").Itinerary} Itinerary */
/** @typedef {import("./types.js").Stop} Stop */
/** @typedef {Record<string, unknown>} Edit */

/** @type {AbortController | null} */
let running = null;

/**
 * Ask for changes and show what comes of them in place of the circuit; how it was can be had back.
 * @param {...Edit} edits
 */
export async function changeCircuit(...edits) {
  const before = getSelected();
  if (!before || get().plan.status === "working") return;
  running?.abort();
  const own = new AbortController();
  running = own;
  const { selected } = get();
  set({ change: { status: "working" } });
  try {
    const answer = await ask(before.id, { edits, language: get().language }, own.signal);
    if (running !== own || getSelected() !== before) return;
    const [after] = answer.itineraries;
    show(selected, { ...after, stops: answer.diagnostics.stops, before });
    set({ change: { status: "done" } });
  } catch (error) {
    if (running !== own || own.signal.aborted) return;
    if (!(error instanceof Problem)) throw error;
    set({ change: { status: "refused", code: error.document.code } });
  }
}

/** Show the circuit as it was before its last change. */
export function undoChange() {
  const before = getSelected()?.before;
  if (!before) return;
  show(get().selected, before);
  set({ change: { status: "undone" } });
}

/**
 * Places between start and end in order, whose numbers from 1 are what changes call them by.
 * @param {Itinerary} itinerary
 * @returns {Stop[]}
 */
export function listStops(itinerary) {
  return itinerary.stops ?? itinerary.visits.map(({ site }) => ({ site: site.id, name: site.name }));
}

/**
 * @param {number} index
 * @param {Itinerary} itinerary
 */
function show(index, itinerary) {
  const { answer } = get();
  if (!answer) return;
  const itineraries = answer.itineraries.map((item, place) => (place === index ? itinerary : item));
  set({ answer: { ...answer, itineraries, isChange: true }, visit: null, cursor: null });
}
