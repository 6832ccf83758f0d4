// What a refusal means to a visitor, by its stable code.

import { formatDay, formatDuration, formatLength } from "./format.js";
import { mark, t } from "./i18n.js";

/** @type {Record<string, [string, string]>} */
const WORDS = {
  offline: [mark("No connection"), mark("The planner cannot be reached. Check the network, then try again.")],
  budget_too_small: [mark("Too short"), mark("What you ask for needs more. At least {least} can be had here.")],
  budget_too_large: [mark("Too long"), mark("The streets in reach do not give that much. At most {most} can be had here.")],
  no_path: [mark("No way there"), mark("Nothing joins these places for this way of travelling. Choose another place or another way.")],
  outside_territory: [mark("Outside the map"), mark("There is no street of this territory near that place. Choose one within it.")],
  unknown_site: [mark("Unknown site"), mark("A site of this plan is not known any more. Take it out and plan again.")],
  unknown_stop: [mark("Unknown stop"), mark("A stop of this plan is not known any more. Choose another.")],
  ambiguous_name: [mark("Several places"), mark("Several places bear this name. Choose one from the list.")],
  unknown_profile: [mark("Not offered here"), mark("This territory was not built for this way of travelling.")],
  not_available: [mark("Not offered here"), mark("This planner cannot do that yet: {field}.")],
  invalid_request: [mark("That cannot be planned"), mark("Something in the request is not right: {field}.")],
  too_large: [mark("That cannot be planned"), mark("The request is too large.")],
  overloaded: [mark("No answer in time"), mark("That takes too long, or many people plan just now. Ask for something shorter, or try again in {seconds} s.")],
  not_ready: [mark("The planner is starting"), mark("Try again in a moment.")],
  internal_error: [mark("Something went wrong"), mark("It is the planner's fault and has been noted. Try again later.")],
};

/** @type {[string, string]} */
const DAYS = [mark("The days do not work out"), mark("Such days cannot be had here. Ask for more or fewer days, another length, or another place.")];
/** @type {[string, string]} */
const MORE_DAYS = [mark("The days do not work out"), mark("At least {days} days are needed for that.")];

/** What could not be had, by the field that the refusal names. @type {Record<string, [string, string]>} */
const MISSING = {
  days: DAYS,
  lodging: DAYS,
  bike: [mark("No bike to hire"), mark("No place to hire a bike is known near there. Choose another place, or come with a bike.")],
  "access.from": [mark("No train out"), mark("No connection leads from there to a circuit at that time. Choose another stop or hour.")],
  "access.bike_on_board": [mark("No train for the bike"), mark("No connection takes bikes for certain then. Let trains count that may take them, or go without.")],
  "access.return": [mark("No way home in time"), mark("No connection home is left after the circuit. Leave earlier, come back later, or ask for less.")],
};
/** @type {[string, string]} */
const OTHER_DAYS = [mark("No timetable for that day"), mark("Timetables are known from {from} until {until}.")];

/** @type {[string, string]} */
const BACK_FIRST = [mark("Back before the departure"), mark("Choose an hour to be back that comes after the departure.")];

/** @type {[string, string]} */
const HASTY = [mark("No time for a lunch"), mark("The lunch alone takes as long as the time you have. Take more time, or go without a lunch.")];

/** @type {[string, string]} */
const BARRED = [mark("Not open to visitors"), mark("A site of this plan may not be visited. Choose another place.")];

/** @typedef {import("./types.js").ProblemDocument} ProblemDocument */
/** @typedef {{ words: string, patch: Partial<import("./types.js").Draft> }} Offer */

/**
 * @param {ProblemDocument} problem
 * @returns {{ title: string, text: string }}
 */
export function getAdvice(problem) {
  const [title, text] = findWords(problem);
  const known = {
    least: findOffer(problem, "least")?.words ?? "?",
    most: findOffer(problem, "most")?.words ?? "?",
    field: problem.field ?? "?",
    seconds: problem.retry_after_s ?? 2,
    days: problem.least_days ?? "?",
    ...findDays(problem),
  };
  return { title: t(title), text: t(text, known) };
}

/**
 * First and last day that the timetables cover, in words.
 * @param {ProblemDocument} problem
 * @returns {Record<string, string>}
 */
function findDays({ feeds }) {
  if (!feeds?.length) return {};
  const [from, until] = [feeds.map((feed) => feed.from).sort()[0], feeds.map((feed) => feed.until).sort().at(-1) ?? ""];
  return { from: formatDay(from), until: formatDay(until) };
}

/** @param {ProblemDocument} problem */
function findWords({ access, code, feeds, field, least_days }) {
  if (least_days) return MORE_DAYS;
  if (access) return BARRED;
  if (feeds?.length) return OTHER_DAYS;
  if (field === "access.latest_home") return BACK_FIRST;
  if (field === "lunch.minutes") return HASTY;
  return (code === "no_path" && MISSING[field ?? ""]) || (WORDS[code] ?? WORDS.internal_error);
}

/**
 * The least or the most that can be had, in what was asked for: a time where it was a time, else a distance.
 * @param {ProblemDocument} problem
 * @param {"least" | "most"} end
 * @returns {Offer | null}
 */
export function findOffer({ feasible }, end) {
  const [index, toWhole] = end === "least" ? [0, Math.ceil] : [1, Math.floor];
  const minutes = feasible?.duration_min?.[index];
  if (minutes) {
    const duration_min = toWhole(minutes);
    return { words: formatDuration(60 * duration_min), patch: { by: "duration", duration_min } };
  }
  const kilometres = feasible?.distance_km?.[index];
  if (!kilometres) return null;
  const distance_km = toWhole(10 * kilometres) / 10;
  return { words: formatLength(1000 * distance_km), patch: { by: "distance", distance_km } };
}
