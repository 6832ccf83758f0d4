// Numbers, lengths and times in words.

import { getLanguage, t } from "./i18n.js";

/**
 * @param {number} value
 * @param {number} [digits]
 */
export function formatNumber(value, digits = 0) {
  return new Intl.NumberFormat(getLanguage(), { maximumFractionDigits: digits }).format(value);
}

/**
 * Keep a figure and its unit on one line.
 * @param {string} text
 */
function bind(text) {
  return text.replaceAll(" ", "\u00a0");
}

/** @param {number} metres */
export function formatLength(metres) {
  if (metres < 995) return bind(t("{number} m", { number: formatNumber(metres < 50 ? metres : 10 * Math.round(metres / 10)) }));
  return bind(t("{number} km", { number: formatNumber(Math.round(metres / 100) / 10, 1) }));
}

/** @param {number} metres */
export function formatHeight(metres) {
  return bind(t("{number} m", { number: formatNumber(Math.round(metres)) }));
}

/** @param {number} seconds */
export function formatDuration(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return bind(t("{minutes} min", { minutes }));
  return bind(t("{hours} h {minutes}", { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, "0") }));
}

/** @param {number} share */
export function formatShare(share) {
  return bind(t("{number} %", { number: formatNumber(100 * share) }));
}

/**
 * A moment of an itinerary: a time of day where it has a departure, else the time since the start.
 * @param {string | number} moment
 */
export function formatMoment(moment) {
  if (typeof moment === "number") return t("after {duration}", { duration: formatDuration(moment) });
  return formatClock(moment);
}

/**
 * The clock of the place that is visited, as the answer writes it, whatever the clock of the reader.
 * @param {string} moment
 */
export function formatClock(moment) {
  return /T(\d\d:\d\d)/.exec(moment)?.[1] ?? moment;
}

/** The language of dates: English ones in their European order. */
function getDateLocale() {
  return getLanguage() === "en" ? "en-GB" : getLanguage();
}

/**
 * A day and a time, of a field of the form such as 2026-06-13T09:30.
 * @param {string} local
 */
export function formatDeparture(local) {
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
  return new Intl.DateTimeFormat(getDateLocale(), parts).format(Date.parse(`${local}Z`));
}

/**
 * The day of a moment of the answer, in the time of the place.
 * @param {string} moment
 */
export function formatDate(moment) {
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(getDateLocale(), parts).format(Date.parse(moment.slice(0, 10)));
}

/**
 * A day such as 2026-06-13.
 * @param {string} day
 */
export function formatDay(day) {
  return new Intl.DateTimeFormat(getDateLocale(), { dateStyle: "long", timeZone: "UTC" }).format(Date.parse(day));
}

/** @param {{ lat: number, lon: number }} place */
export function formatPoint(place) {
  return `${place.lat.toFixed(4)}, ${place.lon.toFixed(4)}`;
}
