// The part of the form that asks for a day by train: where from, when, back by when, and whether the bike comes along.

import { config } from "../config.js";
import { h } from "../dom.js";
import { formatDay } from "../format.js";
import { mark, t } from "../i18n.js";
import { get, isHired, isRidden, isTour, setDraft } from "../store.js";
import { drawChip, drawSelect } from "./fields.js";
import { PlaceField } from "./place-field.js";

/** @typedef {import("../types.js").Draft} Draft */

/** @type {[Draft["bikes"] | "hire", string][]} */
const BIKES = [
  ["if_possible", mark("On board, unless a train refuses bikes")],
  ["required", mark("On board, only where trains take bikes for certain")],
  ["no", mark("Not on board: I have one there")],
  ["hire", mark("Not on board: I hire one there")],
];

/**
 * Two ways to begin: at a place, or by train. Nothing where no timetable is known.
 * @param {() => void} onchange
 */
export function drawWays(onchange) {
  if (!config.timetable && !get().draft.by_train) return null;
  const way = (/** @type {boolean} */ by_train, /** @type {string} */ title) => {
    const choose = () => {
      setDraft({ by_train });
      onchange();
    };
    return drawChip("radio", "way", by_train ? "train" : "place", title, choose);
  };
  return h("div", { class: "chips" }, way(false, t("From a place")), way(true, t("There and back by train")));
}

/** What can become of the bike; one is hired where places for that are known, or where a link asks for it. */
function listBikes() {
  const known = BIKES.filter(([value]) => value !== "hire" || config.hire || get().draft.hire);
  return known.map(([value, title]) => /** @type {const} */ ([value, t(title)]));
}

/** The fields of a day by train. */
export function drawTrainFields() {
  const [first, last] = config.timetable ?? [];
  const origin = new PlaceField();
  origin.options = {
    id: "origin",
    label: t("Where you come from"),
    picks: null,
    stopsOnly: true,
    placeholder: t("Name of a station or stop"),
    onchoose: (place) => setDraft({ origin: place }),
  };
  origin.dataset.place = "origin";
  const limits = { min: first && `${first}T00:00`, max: last && `${last}T23:59`, "aria-describedby": "departure-fault" };
  return [
    origin,
    h(
      "div",
      { class: "pair" },
      h("label", {}, t("Leave at the earliest"), h("input", { type: "datetime-local", id: "departure", ...limits, onchange: take("departure") })),
      h("label", {}, t("Back by"), h("input", { type: "time", id: "back", onchange: take("back") })),
    ),
    h("p", { class: "hint", id: "departure-fault", role: "status" }),
    drawSelect("bikes", t("Your bike"), listBikes(), takeBike),
    h("p", { class: "hint" }, t("The planner chooses the stations, the trains and the circuit together.")),
  ];
}

/**
 * Show the draft in these fields.
 * @param {HTMLElement} form
 */
export function showTrainFields(form) {
  const { draft } = get();
  const values = { departure: draft.departure, back: draft.back, bikes: isHired(draft) ? "hire" : draft.bikes };
  for (const [name, value] of Object.entries(values)) {
    const field = /** @type {HTMLInputElement | null} */ (form.querySelector(`#${name}`));
    if (field && field.value !== value) field.value = value;
  }
  form.querySelector("#bikes [value=hire]")?.toggleAttribute("disabled", isTour(draft));
  form.querySelector("#bikes-row")?.toggleAttribute("hidden", !isRidden(draft.mode));
}

/**
 * Say what is missing for a day by train, and lead there.
 * @param {HTMLElement} form
 * @returns {boolean} whether something is
 */
export function refuseTrains(form) {
  const { draft } = get();
  if (!draft.origin) {
    /** @type {PlaceField} */ (form.querySelector("[data-place=origin]")).refuse(t("Choose a station or stop from the list."));
    return true;
  }
  // Where no timetable is known, the service says so.
  const [first, last] = config.timetable ?? ["", "9"];
  const day = draft.departure.slice(0, 10);
  const fault = day ? (day < first || day > last) && t("Timetables are known from {from} until {until}.", { from: formatDay(first), until: formatDay(last) }) : t("Choose a day and an hour.");
  const field = /** @type {HTMLInputElement} */ (form.querySelector("#departure"));
  const told = /** @type {HTMLElement} */ (form.querySelector("#departure-fault"));
  told.textContent = fault || "";
  told.classList.toggle("fault", Boolean(fault));
  field.setAttribute("aria-invalid", String(Boolean(fault)));
  if (fault) field.focus();
  return Boolean(fault);
}

/** @param {Draft["bikes"] | "hire"} value */
function takeBike(value) {
  setDraft(value === "hire" ? { hire: true } : { hire: false, bikes: value });
}

/** @param {"departure" | "back"} which */
function take(which) {
  return (/** @type {Event} */ event) => setDraft({ [which]: /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value });
}
