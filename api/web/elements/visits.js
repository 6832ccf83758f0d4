// The sites of an itinerary in order, with the reasons for each.

import { changeCircuit, leaveOut, listStops } from "../changes.js";
import { h, icon } from "../dom.js";
import { formatDuration, formatHeight, formatMoment, formatPoint } from "../format.js";
import { mark, t } from "../i18n.js";
import { MEAL } from "../icons.js";
import { describeMeal } from "../moves.js";
import { keys, Part } from "../part.js";
import { refine } from "../planning.js";
import { get, getSelected, isPlannedAnew, set } from "../store.js";
import { drawAdding } from "./changes.js";

/** @typedef {import("../types.js").Visit} Visit */
/** @typedef {import("../types.js").Stop} Stop */

/** @type {Record<string, string>} */
const ACCESS = {
  open: mark("May be entered"),
  outside: mark("Seen from the street"),
  unknown: mark("Access not known: stay on the public street"),
};
/** @type {Record<string, string>} */
const OPENINGS = {
  open: mark("Open at that time"),
  closed: mark("Closed at that time"),
  unknown: mark("Opening hours unknown"),
};
const NEAR_M = 25;
const DAY_S = 86_400;

export class Visits extends Part {
  static watched = keys("language", "answer", "selected", "visit", "draft");

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    if (changed.size === 1 && changed.has("visit")) this.#mark(true);
    else super.update(changed);
  }

  draw() {
    const chosen = getSelected();
    if (!chosen) return [];
    const stops = listStops(chosen);
    const isFixed = isPlannedAnew();
    const adding = isFixed ? [] : [drawAdding()];
    const meals = (chosen.breaks ?? []).map(drawMeal);
    if (!stops.length && !meals.length) return [h("p", { class: "hint" }, t("No site: this circuit goes for the landscape.")), ...adding];
    queueMicrotask(() => this.#mark(false));
    const drawn = stops.map((stop, place) => {
      const index = chosen.visits.findIndex(({ site }) => site.id === stop.site);
      const tools = drawTools(stop, place, isFixed ? null : stops.length);
      return index < 0 ? drawPoint(stop, tools) : drawVisit(chosen.visits[index], index, tools);
    });
    // A circuit with a lunch has no stops but its visits.
    (chosen.breaks ?? []).forEach(({ arrival }, index) => {
      const before = chosen.visits.filter((visit) => Date.parse(String(visit.arrival)) < Date.parse(arrival)).length;
      drawn.splice(before + index, 0, meals[index]);
    });
    return [h("ol", { class: "visits" }, drawn), ...adding];
  }

  /** @param {boolean} move whether to bring the visit into view */
  #mark(move) {
    const { visit } = get();
    this.querySelectorAll("li.visit").forEach((item, index) => {
      item.classList.toggle("chosen", index === visit);
      if (move && index === visit) item.scrollIntoView({ block: "nearest", behavior: "smooth" });
    });
  }
}

/**
 * @param {Visit} visit
 * @param {number} index
 * @param {Node} tools
 */
function drawVisit(visit, index, tools) {
  const { site } = visit;
  const facts = [
    visit.stage && t("Day {number}", { number: visit.stage }),
    formatMoment(typeof visit.arrival === "number" ? visit.arrival - DAY_S * ((visit.stage ?? 1) - 1) : visit.arrival),
    t(ACCESS[site.access] ?? ACCESS.unknown),
    OPENINGS[visit.opening] && t(OPENINGS[visit.opening]),
    visit.wait_s > 0 && t("{duration} of waiting for the opening", { duration: formatDuration(visit.wait_s) }),
    visit.access_m > NEAR_M && t("{length} beside the way", { length: formatHeight(visit.access_m) }),
  ];
  return h(
    "li",
    { class: "visit" },
    h("span", { class: "place-number", "aria-hidden": "true" }, index + 1),
    h(
      "div",
      {},
      h(
        "h4",
        {},
        h("button", { type: "button", class: "plain", onclick: () => set({ visit: index }) }, site.name, h("span", { class: "unseen" }, `: ${t("show on the map")}`)),
      ),
      h("p", { class: "kind" }, [site.kind_name, site.commune].filter(Boolean).join(" · ")),
      h("ul", { class: "why", "aria-label": t("Why it is here") }, visit.why.map((reason) => h("li", {}, reason.text))),
      h("p", { class: "hint" }, facts.filter(Boolean).join(" · ")),
      tools,
    ),
  );
}

/**
 * A break at a place to eat.
 * @param {import("../types.js").Break} stop
 */
function drawMeal(stop) {
  const [kind, ...facts] = describeMeal(stop);
  return h(
    "li",
    { class: "passed meal" },
    h("span", { class: "place-number", "aria-hidden": "true" }, icon(MEAL)),
    h(
      "div",
      {},
      h("h4", {}, t("Lunch: {place}", { place: stop.name })),
      h("p", { class: "kind" }, kind),
      h("p", { class: "hint" }, [formatMoment(stop.arrival), ...facts].join(" · ")),
    ),
  );
}

/**
 * A place that is passed without a visit.
 * @param {Stop} stop
 * @param {Node} tools
 */
function drawPoint(stop, tools) {
  const name = stop.name || formatPoint({ lat: stop.lat ?? 0, lon: stop.lon ?? 0 });
  return h("li", { class: "passed" }, h("span", { class: "place-number", "aria-hidden": "true" }, "·"), h("div", {}, h("h4", {}, name), tools));
}

/**
 * What can be changed of a place; its number counts from 1.
 * @param {Stop} stop
 * @param {number} place
 * @param {number | null} count null where all is planned anew
 */
function drawTools(stop, place, count) {
  const named = () => h("span", { class: "unseen" }, `: ${stop.name || t("Point on the map")}`);
  const draw = (/** @type {string} */ change, /** @type {string} */ words, /** @type {() => void} */ onclick) =>
    h("button", { type: "button", class: "quiet small", "data-change": change, onclick }, words, named());
  const move = (/** @type {number} */ to) => void changeCircuit({ op: "move", stop: place + 1, to });
  return h(
    "div",
    { class: "tools" },
    stop.site && drawKeep({ id: stop.site, name: stop.name ?? stop.site }, draw),
    draw("remove", t("Leave out"), () => void (count === null ? planWithout(stop) : leaveOut(place))),
    count !== null && place > 0 && draw("earlier", t("Earlier"), () => move(place)),
    count !== null && place < count - 1 && draw("later", t("Later"), () => move(place + 2)),
  );
}

/**
 * Plan again without a site.
 * @param {Stop} stop
 */
function planWithout({ site, name }) {
  if (!site) return;
  const { must, avoid } = get().draft;
  void refine({ must: must.filter(({ id }) => id !== site), avoid: [...avoid.filter(({ id }) => id !== site), { id: site, name: name ?? site }] });
}

/**
 * @param {import("../types.js").Site} site
 * @param {(change: string, words: string, onclick: () => void) => HTMLElement} draw
 */
function drawKeep(site, draw) {
  const { draft } = get();
  const isKept = draft.must.some(({ id }) => id === site.id);
  if (isKept) return h("span", { class: "hint" }, t("Kept in every new plan"));
  return draw("keep", t("Keep"), () => set({ draft: { ...draft, must: [...draft.must, site] } }));
}
