// Changes to the circuit that is looked at: one thing is asked for, all the rest stays as it is.

import { keepAddress } from "./address.js";
import { edit as ask, Problem } from "./api.js";
import { get, getSelected, isPlannedAnew, set } from "./store.js";

/** @typedef {import("./types.js").Itinerary} Itinerary */
/** @typedef {import("./types.js").Stop} Stop */
/** @typedef {Record<string, unknown>} Edit */

/** @type {AbortController | null} */
let running = null;

/**
 * Ask for changes and show what comes of them in place of the circuit; how it was can be had back.
 * @param {...Edit} edits
 * @returns {Promise<boolean>} whether they were made
 */
export function changeCircuit(...edits) {
  return change(edits);
}

/**
 * Pass a place more, where it fits best.
 * @param {import("./types.js").Place} place
 */
export function addPlace({ site, lat, lon, name }) {
  return change([{ op: "add", ...(site ? { site } : { lat, lon }) }], name);
}

/**
 * @param {Edit[]} edits
 * @param {string} [name] of a point that they add
 * @returns {Promise<boolean>} whether they were made
 */
async function change(edits, name) {
  const before = getSelected();
  if (!before || get().plan.status === "working") return false;
  running?.abort();
  const own = new AbortController();
  running = own;
  const { selected } = get();
  set({ change: { status: "working" } });
  try {
    const answer = await ask(before.id, { edits, language: get().language }, own.signal);
    if (running !== own || getSelected() !== before) return false;
    const [after] = answer.itineraries;
    const stops = nameStops(answer.diagnostics.stops, listStops(before), name);
    show(selected, { ...after, stops, before, edits: [...(before.edits ?? []), edits] });
    set({ change: { status: "done" } });
    return true;
  } catch (error) {
    if (running !== own || own.signal.aborted) return false;
    if (!(error instanceof Problem)) throw error;
    set({ change: { status: "refused", code: error.document.code } });
    return false;
  }
}

/**
 * Make the changes that a link holds, one after the other, until one is not possible any more.
 * @param {Edit[][]} changes
 */
export async function replayChanges(changes) {
  if (isPlannedAnew()) return keepAddress();
  for (const edits of changes) {
    const place = edits.length === 1 && edits[0].op === "remove" ? Number(edits[0].stop) - 1 : -1;
    if (!(await (place < 0 ? changeCircuit(...edits) : leaveOut(place)))) break;
  }
  keepAddress();
}

/**
 * Leave a place out, of plans to come as well where it is a site.
 * @param {number} place number from 0 among the places of the circuit
 */
export function leaveOut(place) {
  const chosen = getSelected();
  const { site, name } = (chosen && listStops(chosen)[place]) ?? {};
  if (site) {
    const { draft } = get();
    const must = draft.must.filter(({ id }) => id !== site);
    set({ draft: { ...draft, must, avoid: [...draft.avoid.filter(({ id }) => id !== site), { id: site, name: name ?? site }] } });
  }
  return changeCircuit({ op: "remove", stop: place + 1 });
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
 * Give points the names that the visitor knows them by, which the service does not keep.
 * @param {Stop[]} stops
 * @param {Stop[]} before
 * @param {string} [name] of one that is new
 * @returns {Stop[]}
 */
function nameStops(stops, before, name) {
  return stops.map((stop) => {
    if (stop.site) return stop;
    const same = before.find(({ lat, lon }) => lat === stop.lat && lon === stop.lon);
    return { ...stop, name: same ? same.name : name };
  });
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
  keepAddress();
}
