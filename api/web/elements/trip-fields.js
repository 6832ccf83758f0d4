// The part of the form that asks for what goes with the trip: days and nights, a hired bike, a lunch on the way, the pace.

import { config } from "../config.js";
import { h } from "../dom.js";
import { formatNumber } from "../format.js";
import { mark, t } from "../i18n.js";
import { get, hasLunch, isHired, isRidden, isTour, setDraft } from "../store.js";
import { drawCheck, drawSelect } from "./fields.js";

/** @type {[number, string][]} */
const PACES = [
  [1.3, mark("Taking my time")],
  [1, mark("As usual")],
  [0.8, mark("Brisk")],
];

const LONGEST = 7;

/** The fields for the number of days and where the nights are spent. */
export function drawDays() {
  const days = Array.from({ length: Math.max(LONGEST, get().draft.days) }, (_, k) => /** @type {const} */ ([k + 1, formatNumber(k + 1)]));
  const nights = /** @type {const} */ ([
    ["lodgings", t("Another place every night")],
    ["base", t("Back to the same place")],
  ]);
  return [
    drawSelect("days", t("Days"), days, (value) => setDraft({ days: Number(value) })),
    drawSelect("nights", t("Nights"), nights, (value) => setDraft({ nights: value })),
    h("p", { class: "hint", id: "days-hint", role: "status" }),
  ];
}

/**
 * A pace in words; one that only a link can ask for as a number.
 * @param {number} pace
 */
export function namePace(pace) {
  const known = PACES.find(([value]) => value === pace);
  return known ? t(known[1]) : t("{number} times the usual time", { number: formatNumber(pace, 2) });
}

/** The field for a bike hired near the start; in a day by train the bike has a field of its own. */
export function drawHire() {
  const { draft } = get();
  if (draft.by_train || !(config.hire || draft.hire)) return null;
  return drawCheck("hire", t("Hire a bike near the start"), ({ target }) => setDraft({ hire: target.checked }));
}

/** The fields for a lunch and the pace. */
export function drawTripFields() {
  const { pace, lunch } = get().draft;
  const paces = [...new Set([...PACES.map(([value]) => value), pace])].map((value) => /** @type {const} */ ([value, namePace(value)]));
  const meal = [
    drawCheck("lunch", t("A lunch on the way, between 12 and 2 p.m."), ({ target }) => setDraft({ lunch: target.checked })),
    h("p", { class: "hint", id: "lunch-hint", role: "status" }),
  ];
  return [...(config.meals || lunch ? meal : []), drawSelect("pace", t("Pace"), paces, (value) => setDraft({ pace: Number(value) }))];
}

/**
 * Show the draft in these fields.
 * @param {HTMLElement} form
 */
export function showTripFields(form) {
  const { draft } = get();
  const find = (/** @type {string} */ id) => /** @type {HTMLInputElement | null} */ (form.querySelector(`#${id}`));
  const [hire, lunch] = ["hire", "lunch"].map(find);
  hire?.parentElement?.toggleAttribute("hidden", !isHired({ ...draft, hire: true }));
  find("nights-row")?.toggleAttribute("hidden", !isTour(draft) || (!draft.by_train && draft.end !== null));
  const hints = [
    t("The length is that of each day."),
    draft.by_train && t("One is back home on the last one."),
    draft.hire && isRidden(draft.mode) && t("A bike is hired for one day only."),
  ];
  /** @type {HTMLElement} */ (find("days-hint")).textContent = isTour(draft) ? hints.filter(Boolean).join(" ") : "";
  for (const name of /** @type {const} */ (["days", "nights", "pace"])) Object.assign(find(name) ?? {}, { value: String(draft[name]) });
  if (hire) hire.checked = draft.hire;
  if (!lunch) return;
  lunch.checked = draft.lunch;
  const why = isTour(draft) ? t("On several days no lunch is planned.") : isHired(draft) ? t("With a hired bike no lunch is planned.") : t("A lunch needs a departure.");
  /** @type {HTMLElement} */ (find("lunch-hint")).textContent = draft.lunch && !hasLunch(draft) ? why : "";
}
