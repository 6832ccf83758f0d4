// A day with trains as a timeline: out, circuit with its sites and waits, home, and what leaves after that.

import { h, icon } from "../dom.js";
import { formatClock, formatDuration, formatLength } from "../format.js";
import { t } from "../i18n.js";
import { FLAG, HEAP, HOURGLASS, HOUSES, MEAL, ROAD, TRAIN } from "../icons.js";
import { keys, Part } from "../part.js";
import { getSelected } from "../store.js";
import { describeMeal, describeRide, findEnds, getModeName, nameRide } from "../moves.js";

/** @typedef {import("../types.js").Itinerary} Itinerary */
/** @typedef {import("../types.js").Leg} Leg */
/** @typedef {{ at: string, kind: string, picture: string, title: string, hint: string }} Moment */

const LEAST_WAIT_S = 180;

export class Day extends Part {
  static watched = keys("language", "answer", "selected");

  draw() {
    const chosen = getSelected();
    this.hidden = !chosen?.access || Boolean(chosen.stages);
    if (!chosen?.access || chosen.stages) return [];
    return [h("h3", {}, t("The day")), ...drawTimeline(chosen)];
  }
}

/**
 * A day with trains, and what leaves after the connection home.
 * @param {Itinerary} itinerary
 */
export function drawTimeline(itinerary) {
  const { home, after_home } = itinerary.access ?? {};
  const after =
    home &&
    h(
      "p",
      { class: after_home ? "hint after" : "after last" },
      after_home
        ? t("If you miss it: the next connection leaves at {time} and is home at {arrival}.", {
            time: formatClock(after_home.departure),
            arrival: formatClock(after_home.arrival),
          })
        : t("This is the last connection home in time."),
    );
  return [h("ol", { class: "day" }, listMoments(itinerary).map(drawMoment)), ...(after ? [after] : [])];
}

/** @param {Moment} moment */
function drawMoment({ at, kind, picture, title, hint }) {
  return h(
    "li",
    { class: kind },
    h("time", { datetime: at }, formatClock(at)),
    h("span", { class: "mark" }, icon(picture)),
    h("div", {}, h("p", {}, title), hint && h("p", { class: "hint" }, hint)),
  );
}

/**
 * What happens, in its order.
 * @param {Itinerary} itinerary
 * @returns {Moment[]}
 */
function listMoments(itinerary) {
  const [out, circuit, home] = /** @type {const} */ (["out", "circuit", "home"]).map((name) => itinerary.legs.filter(({ part }) => part === name));
  const last = home.at(-1);
  return [
    ...listRides(out),
    ...listCircuit(itinerary, circuit),
    ...listWait(circuit.at(-1), home[0]),
    ...listRides(home),
    ...(last ? [tell("end", HOUSES, last.arrival, t("Home: {place}", { place: last.to.name }))] : []),
  ];
}

/**
 * @param {string} kind
 * @param {string} picture
 * @param {string | number} at
 * @param {string} title
 * @param {...(string | false)} facts
 * @returns {Moment}
 */
function tell(kind, picture, at, title, ...facts) {
  return { kind, picture, at: String(at), title, hint: facts.filter(Boolean).join(" · ") };
}

/**
 * Rides and the ways between them, with waits that are worth a word.
 * @param {Leg[]} legs
 */
function listRides(legs) {
  return legs.flatMap((leg, index) => {
    const { mode, departure, from, to } = leg;
    const duration = formatDuration(leg.duration_s);
    const isRide = mode === "transit";
    const title = isRide ? t("{place}: {ride}", { place: from.name, ride: nameRide(leg) }) : [t(getModeName(mode, "")), to.name && t("to {place}", { place: to.name })].filter(Boolean).join(", ");
    const moment = isRide ? tell("ride", TRAIN, departure, title, describeRide(leg), duration) : tell("walk", ROAD, departure, title, formatLength(leg.length_m), duration);
    return [...listWait(legs[index - 1], leg), moment];
  });
}

/**
 * @param {Leg | undefined} before
 * @param {Leg | undefined} after
 */
function listWait(before, after) {
  const seconds = before && after ? measureSpan(before.arrival, after.departure) : 0;
  if (!before || !after || seconds < LEAST_WAIT_S) return [];
  return [tell("wait", HOURGLASS, before.arrival, t("{duration} to wait in {place}", { duration: formatDuration(seconds), place: after.from.name }))];
}

/**
 * @param {Itinerary} itinerary
 * @param {Leg[]} legs
 */
function listCircuit(itinerary, legs) {
  const [first, last] = [legs[0], legs.at(-1)];
  if (!first || !last) return [];
  const { start, end } = findEnds(itinerary);
  const length = formatLength(legs.reduce((sum, leg) => sum + leg.length_m, 0));
  const visits = itinerary.visits.map(({ arrival, departure, wait_s, site }) => {
    const wait = wait_s > 0 && t("{duration} of waiting for the opening", { duration: formatDuration(wait_s) });
    return tell("site", HEAP, arrival, site.name, formatDuration(measureSpan(arrival, departure)), wait);
  });
  const meals = (itinerary.breaks ?? []).map((stop) => tell("site", MEAL, stop.arrival, t("Lunch: {place}", { place: stop.name }), ...describeMeal(stop)));
  return [
    tell("turn", FLAG, first.departure, t("The circuit starts: {place}", { place: start?.name ?? "" }), length),
    ...[...visits, ...meals].sort((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    tell("turn", FLAG, last.arrival, t("The circuit ends: {place}", { place: (end ?? start)?.name ?? "" })),
  ];
}

/**
 * Seconds between two moments.
 * @param {string | number} from
 * @param {string | number} until
 */
function measureSpan(from, until) {
  return (Date.parse(String(until)) - Date.parse(String(from))) / 1000;
}
