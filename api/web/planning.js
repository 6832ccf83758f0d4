// Asks for a plan, shows how it goes, and ends it when the visitor wants; keeps the address in step.

import { keepAddress } from "./address.js";
import { plan as ask, Problem } from "./api.js";
import { replayChanges } from "./changes.js";
import { fromQuery, toBody } from "./link.js";
import { resolvePlace, resolveSite } from "./places.js";
import { get, getSelected, set, setDraft } from "./store.js";

/**
 * What is asked for, the form's draft unless told; the itinerary to show first, and what to change in it; whether the form stays open.
 * @typedef {{ draft?: import("./types.js").Draft, selected?: number, edits?: import("./changes.js").Edit[][], editing?: boolean }} Wish
 */

/** @type {AbortController | null} */
let running = null;
/** @type {Wish} what was asked for last */
let latest = {};

/**
 * Plan what the form holds.
 * @param {Wish} [wish]
 */
export async function startPlan(wish = {}) {
  running?.abort();
  const own = new AbortController();
  running = own;
  const { language } = get();
  const { draft = get().draft, selected = 0, edits = [], editing = false } = wish;
  latest = { ...wish, draft };
  set({ plan: { status: "working", since: performance.now() }, editing, picking: null });
  try {
    const answer = await ask(toBody(draft, language), own.signal);
    if (running !== own) return;
    performance.mark("terrils-answer");
    const index = Math.min(selected, answer.itineraries.length - 1);
    set({ answer: { ...answer, asked: draft }, selected: index, visit: null, cursor: null, plan: { status: "done" }, change: { status: "idle" } });
    if (edits.length && index === selected) await replayChanges(edits);
    else keepAddress();
  } catch (error) {
    if (running !== own || own.signal.aborted) return;
    const problem = error instanceof Problem ? error.document : { status: 0, code: "internal_error" };
    set({ plan: { status: "refused", problem }, editing: editing || !get().answer });
    if (!(error instanceof Problem)) throw error;
  }
}

/** Ask again, in the language of now, for the plan that is being made or else for the one that is shown. */
export async function planAgain() {
  const { answer, selected, plan, editing } = get();
  if (plan.status === "working") await startPlan(latest);
  else if (answer) {
    await startPlan({ draft: answer.asked, selected, edits: getSelected()?.edits, editing });
    // What was refused since stays so, above what was found before.
    if (plan.status === "refused" && get().plan.status === "done") set({ plan });
  }
}

/** End a running plan; the server stops working on it. */
export function cancelPlan() {
  running?.abort();
  running = null;
  set({ plan: { status: "cancelled" }, editing: true });
}

/**
 * Change what is asked and plan again.
 * @param {Partial<import("./types.js").Draft>} patch
 */
export function refine(patch) {
  setDraft(patch);
  return startPlan();
}

/** @param {number} index */
export function selectItinerary(index) {
  if (index === get().selected) return;
  set({ selected: index, visit: null, cursor: null, change: { status: "idle" } });
  keepAddress();
}

/**
 * Take over what the address asks for and plan it.
 * @returns {Promise<boolean>} whether the address held a plan
 */
export async function openAddress() {
  const query = new URLSearchParams(location.hash.slice(1));
  if (!query.has("from") && !query.get("train")) return false;
  const { draft, selected, edits } = fromQuery(query);
  set({ draft, editing: false, plan: { status: "working", since: performance.now() } });
  void nameDraft(draft);
  await startPlan({ selected, edits });
  return true;
}

/**
 * Look up the names of what a link holds by id; what is not known keeps its id, and the plan says so.
 * @param {import("./types.js").Draft} draft
 */
export async function nameDraft(draft) {
  const places = [draft.start, draft.end, draft.origin];
  const [start, end, origin] = await Promise.all(places.map((place) => resolvePlace(place).catch(() => place)));
  const must = await Promise.all(draft.must.map((site) => resolveSite(site).catch(() => site)));
  const avoid = await Promise.all(draft.avoid.map((site) => resolveSite(site).catch(() => site)));
  if (get().draft.start === draft.start) setDraft({ start });
  if (get().draft.end === draft.end) setDraft({ end });
  if (get().draft.origin === draft.origin) setDraft({ origin });
  if (get().draft.must === draft.must) setDraft({ must });
  if (get().draft.avoid === draft.avoid) setDraft({ avoid });
}
