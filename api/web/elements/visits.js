// The sites of an itinerary in order, with the reasons for each.

import { h } from "../dom.js";
import { formatDuration, formatHeight, formatMoment } from "../format.js";
import { mark, t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { refine } from "../planning.js";
import { get, getSelected, set } from "../store.js";

/** @typedef {import("../types.js").Visit} Visit */

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
    if (!chosen.visits.length) return [h("p", { class: "hint" }, t("No site: this circuit goes for the landscape."))];
    queueMicrotask(() => this.#mark(false));
    return [h("ol", { class: "visits" }, chosen.visits.map((visit, index) => drawVisit(visit, index)))];
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
 */
function drawVisit(visit, index) {
  const { site } = visit;
  const facts = [
    formatMoment(visit.arrival),
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
      drawTools(visit),
    ),
  );
}

/** @param {Visit} visit */
function drawTools({ site: { id, name } }) {
  const { draft } = get();
  const isKept = draft.must.some((site) => site.id === id);
  const leave = () => {
    const must = draft.must.filter((site) => site.id !== id);
    void refine({ must, avoid: [...draft.avoid, { id, name }] });
  };
  const keep = () => set({ draft: { ...draft, must: [...draft.must, { id, name }] } });
  const named = () => h("span", { class: "unseen" }, `: ${name}`);
  return h(
    "div",
    { class: "tools" },
    isKept
      ? h("span", { class: "hint" }, t("Kept in every new plan"))
      : h("button", { type: "button", class: "quiet small", onclick: keep }, t("Keep"), named()),
    h("button", { type: "button", class: "quiet small", onclick: leave }, t("Leave out"), named()),
  );
}
