// Several days one by one: how far, with which trains, and where the night is spent.

import { h, icon } from "../dom.js";
import { formatDate, formatDuration, formatHeight, formatLength } from "../format.js";
import { t } from "../i18n.js";
import { BED, DOWN } from "../icons.js";
import { keys, Part } from "../part.js";
import { getSelected } from "../store.js";
import { drawTimeline } from "./day.js";
import { getAddress } from "./takeaway.js";

/** @typedef {import("../types.js").Itinerary} Itinerary */
/** @typedef {import("../types.js").Stage} Stage */

export class Tour extends Part {
  static watched = keys("language", "answer", "selected");

  draw() {
    const chosen = getSelected();
    this.hidden = !chosen?.stages;
    if (!chosen?.stages) return [];
    return [h("h3", {}, t("Day by day")), h("ol", { class: "stages" }, chosen.stages.map((stage) => drawStage(chosen, stage)))];
  }
}

/**
 * @param {Itinerary} itinerary
 * @param {Stage} stage
 */
function drawStage(itinerary, stage) {
  const { day, title, departure, summary, access, night } = stage;
  const isOwn = (/** @type {{ stage?: number }} */ part) => part.stage === day;
  const [legs, visits] = [itinerary.legs.filter(isOwn), itinerary.visits.filter(isOwn)];
  const facts = [
    departure && formatDate(departure),
    formatLength(summary.length_m),
    formatDuration(summary.duration_s),
    summary.ascent_m !== null && t("{height} of climb", { height: formatHeight(summary.ascent_m) }),
    t("Sites: {number}", { number: visits.length }),
  ];
  return h(
    "li",
    {},
    h("h4", {}, title),
    h("p", { class: "hint" }, facts.filter(Boolean).join(" · ")),
    access && drawTimeline({ ...itinerary, legs, visits, access, circuit: false }),
    // At the base there is nothing to look for, and a point on the map has no name.
    night && (night.kind !== "base" || night.place.name) && drawNight(night),
    h("a", { class: "small", href: getAddress(stage, "gpx"), download: `terrils-${itinerary.rank}-${day}.gpx` }, icon(DOWN), t("GPX of this day")),
  );
}

/** @param {NonNullable<Stage["night"]>} night */
function drawNight({ place, kind, kind_name, known, services, website }) {
  const facts = [kind_name, ...services.map(({ name }) => name), !known && kind !== "base" && t("look for a lodging there")].filter(Boolean).join(" · ");
  const isPage = /^https?:\/\//.test(website);
  return h(
    "div",
    { class: "night" },
    icon(BED),
    h(
      "div",
      {},
      h("p", {}, t("Night: {place}", { place: place.name })),
      h("p", { class: "hint" }, facts, isPage && " · ", isPage && h("a", { href: website, target: "_blank", rel: "noopener noreferrer" }, t("Website"))),
    ),
  );
}
