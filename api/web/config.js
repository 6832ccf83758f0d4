// What the server put into the page.

/** @type {import("./types.js").Config} */
export const config = JSON.parse(document.querySelector('meta[name="terrils"]')?.getAttribute("content") ?? "{}");

/** What the frame is asked for in its address; empty on the page itself. */
export const wishes = new URLSearchParams(location.search);

/** Whether this page lives in a frame on another site. */
export const isFramed = config.frame !== null;

/** Folder of these files, with the version in it. */
export const folder = new URL(".", import.meta.url).href;

/**
 * A box asked for by `bbox`, else that of the territory.
 * @returns {[number, number, number, number]}
 */
export function getBox() {
  const asked = (wishes.get("bbox") ?? "").split(",").map(Number);
  const [west, south, east, north] = asked;
  const whole = asked.length === 4 && asked.every(Number.isFinite) && west < east && south < north;
  return whole && Math.abs(south) <= 90 && Math.abs(north) <= 90 ? [west, south, east, north] : config.bbox;
}
