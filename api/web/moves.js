// Ways of moving in words: legs on streets, rides, and where the circuit of a day with trains lies.

import { formatClock, formatDuration } from "./format.js";
import { mark, t } from "./i18n.js";
import { get } from "./store.js";

/** @typedef {import("./types.js").Itinerary} Itinerary */
/** @typedef {import("./types.js").Leg} Leg */

/** @type {Record<string, string>} */
const VEHICLES = { rail: mark("Train"), tram: mark("Tram"), metro: mark("Metro"), bus: mark("Bus"), ferry: mark("Ferry") };
const ANY_VEHICLE = mark("Line");
const BIKES = { yes: mark("takes bikes"), no: mark("takes no bikes"), unknown: mark("not known whether it takes bikes"), reserved: mark("takes bikes, with a place reserved") };
/** @type {Record<string, string>} */
const MODES = {
  foot: mark("On foot"),
  bike: mark("By bike"),
  push: mark("Pushing the bike"),
  ferry: mark("By ferry"),
  transit: mark("By public transport"),
};
const WHEELCHAIR_ON_FOOT = mark("By wheelchair");

/**
 * The words, still to be translated; legs on foot of a wheelchair are not walked.
 * @param {string} mode of a leg
 * @param {string} profile
 */
export function getModeName(mode, profile) {
  const vehicle = get().profiles.find(({ name }) => name === profile)?.vehicle;
  if (mode === "foot" && vehicle === "wheelchair") return WHEELCHAIR_ON_FOOT;
  return MODES[mode] ?? MODES.foot;
}

/**
 * The line of a ride and where one leaves it.
 * @param {Leg} leg
 */
export function nameRide(leg) {
  return t("{vehicle} {line} to {place}", { vehicle: t(VEHICLES[leg.vehicle ?? ""] ?? ANY_VEHICLE), line: leg.route ?? "", place: leg.to.name });
}

/**
 * When a ride arrives, which way it heads, and whether it takes bikes.
 * @param {Leg} leg
 */
export function describeRide(leg) {
  const facts = [
    t("arrives at {time}", { time: formatClock(String(leg.arrival)) }),
    leg.headsign && t("direction {place}", { place: leg.headsign }),
    leg.bikes && t(BIKES[leg.bike_reservation ? "reserved" : leg.bikes]),
  ];
  return facts.filter(Boolean).join(" · ");
}

/**
 * What kind of place to eat it is, for how long one stays, and whether it is open.
 * @param {import("./types.js").Break} stop
 */
export function describeMeal({ kind_name, arrival, departure, opening }) {
  const span = formatDuration((Date.parse(departure) - Date.parse(arrival)) / 1000);
  return [kind_name, span, opening === "open" ? t("Open at that time") : t("Opening hours unknown")];
}

/**
 * Where the circuit of a day with trains starts and ends; null where there is none, or where it comes back to its start.
 * @param {Itinerary | null} itinerary
 */
export function findEnds(itinerary) {
  const legs = itinerary?.legs.filter(({ part }) => part === "circuit") ?? [];
  const [start, end] = [legs[0]?.from ?? null, legs.at(-1)?.to ?? null];
  return { start, end: itinerary?.circuit ? null : end };
}
