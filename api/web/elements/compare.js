// The circuits side by side: one column each, its head chooses it.

import { getCircuitColor } from "../color.js";
import { h } from "../dom.js";
import { formatClock, formatDuration, formatHeight, formatLength, formatNumber, formatShare } from "../format.js";
import { t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { refine, selectItinerary } from "../planning.js";
import { get } from "../store.js";

/** @typedef {import("../types.js").Itinerary} Itinerary */
/** @typedef {{ title: string, hint: string, get: (item: Itinerary) => number | null, show: (value: number) => string, best: "high" | "low" | null }} Row */

/** @returns {Row[]} */
function listRows() {
  const { quality: q, summary: s } = {
    quality: (/** @type {Itinerary} */ item) => item.quality,
    summary: (/** @type {Itinerary} */ item) => item.summary,
  };
  const together = get().answer?.itineraries.some(({ stages }) => stages) ? t("all days together") : "";
  const isDay = get().answer?.itineraries.some(({ access }) => access);
  return [
    ...(isDay ? listHours(together ? t("on the last day") : "") : []),
    { title: t("Length"), hint: together, get: (i) => s(i).length_m, show: formatLength, best: null },
    { title: t("Time"), hint: [t("with visits"), together].filter(Boolean).join(", "), get: (i) => s(i).duration_s, show: formatDuration, best: null },
    { title: t("Climb"), hint: "", get: (i) => s(i).ascent_m, show: formatHeight, best: "low" },
    { title: t("Calm"), hint: t("on streets with little traffic"), get: getCalm, show: formatShare, best: "high" },
    { title: t("Sites"), hint: "", get: (i) => i.visits.length, show: formatNumber, best: "high" },
    { title: t("Pleasant"), hint: t("green or quiet ways"), get: (i) => q(i).pleasant_share, show: formatShare, best: "high" },
    { title: t("Done twice"), hint: "", get: (i) => q(i).retraced_share, show: formatShare, best: "low" },
    { title: t("Main roads"), hint: "", get: (i) => q(i).major_share, show: formatShare, best: "low" },
  ];
}

/**
 * When a day with trains begins and ends, as minutes of the clock.
 * @param {string} last what to say of the hour to be home
 * @returns {Row[]}
 */
function listHours(last) {
  const show = (/** @type {number} */ minutes) => [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
  const read = (/** @type {string | undefined} */ moment) => {
    const [hours, minutes] = moment ? formatClock(moment).split(":").map(Number) : [NaN, NaN];
    return moment ? 60 * hours + minutes : null;
  };
  return [
    { title: t("Leave"), hint: "", get: (i) => read(i.access?.out?.departure), show, best: null },
    { title: t("Home at"), hint: last, get: (i) => read(i.access?.home?.arrival), show, best: null },
    { title: t("On trains"), hint: "", get: (i) => i.summary.transit_s ?? null, show: formatDuration, best: "low" },
  ];
}

export class Compare extends Part {
  static watched = keys("language", "answer", "selected");

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    if (changed.has("answer") || changed.has("language")) super.update(changed);
    else this.#mark();
  }

  draw() {
    const itineraries = get().answer?.itineraries ?? [];
    this.hidden = !itineraries.length;
    if (this.hidden) return [];
    const isCircuit = itineraries[0].circuit;
    const title = isCircuit ? t("Circuits found: {count}", { count: itineraries.length }) : t("Ways found: {count}", { count: itineraries.length });
    const drawn = [
      h("h2", { id: "found", tabindex: "-1" }, title),
      h(
        "table",
        { class: "compare" },
        h("caption", { class: "unseen" }, t("The circuits side by side")),
        h(
          "thead",
          {},
          h("tr", {}, h("td"), itineraries.map((item, index) => this.#drawHead(item, index))),
        ),
        h("tbody", {}, listRows().map((row) => drawRow(row, itineraries))),
      ),
      h(
        "div",
        { class: "tools" },
        h("button", { type: "button", class: "quiet", onclick: () => void refine({ seed: get().draft.seed + 1 }) }, t("Other suggestions")),
      ),
    ];
    queueMicrotask(() => this.#mark());
    return drawn;
  }

  /**
   * @param {Itinerary} item
   * @param {number} index
   */
  #drawHead(item, index) {
    const name = item.circuit ? t("Circuit {number}", { number: index + 1 }) : t("Way {number}", { number: index + 1 });
    return h(
      "th",
      { scope: "col" },
      h(
        "button",
        { type: "button", class: "pick", "data-index": index, "--circuit": getCircuitColor(index), onclick: () => selectItinerary(index) },
        h("span", { class: "number", "aria-hidden": "true" }, index + 1),
        h("span", {}, name),
      ),
    );
  }

  #mark() {
    const { selected } = get();
    for (const button of this.querySelectorAll(".pick")) {
      button.setAttribute("aria-pressed", String(Number(button.getAttribute("data-index")) === selected));
    }
    for (const row of this.querySelectorAll("tr")) {
      [...row.children].forEach((cell, index) => cell.classList.toggle("chosen", index === selected + 1));
    }
  }
}

/**
 * @param {Row} row
 * @param {Itinerary[]} itineraries
 */
function drawRow(row, itineraries) {
  const values = itineraries.map(row.get);
  const known = values.filter((value) => value !== null);
  const best = row.best === "high" ? Math.max(...known) : row.best === "low" ? Math.min(...known) : NaN;
  const isTold = known.some((value) => row.show(value) !== row.show(best));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, row.title, row.hint && h("small", {}, row.hint)),
    values.map((value) => {
      if (value === null) return h("td", {}, t("unknown"));
      const isBest = isTold && row.show(value) === row.show(best);
      return h("td", { class: isBest ? "best" : null }, row.show(value), isBest && h("span", { class: "unseen" }, ` (${t("best")})`));
    }),
  );
}

/** @param {Itinerary} item */
function getCalm(item) {
  return (item.summary.stress["1_calm"] ?? 0) + (item.summary.stress["2_low"] ?? 0);
}
