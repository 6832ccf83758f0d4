// What can be taken along: files, and the link that reopens the plan.

import { getLink } from "../address.js";
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { DOWN, LINK } from "../icons.js";
import { keys, Part } from "../part.js";
import { getSelected } from "../store.js";
import { getNotice } from "./notice.js";

const FORMATS = /** @type {const} */ ([
  ["gpx", "GPX"],
  ["geojson", "GeoJSON"],
]);

export class Takeaway extends Part {
  static watched = keys("language", "answer", "selected");

  draw() {
    const chosen = getSelected();
    if (!chosen) return [];
    const files = FORMATS.map(([suffix, title]) =>
      h(
        "a",
        { class: "button", href: getAddress(chosen, suffix), download: `terrils-${chosen.rank}.${suffix}`, "data-format": suffix },
        icon(DOWN),
        title,
      ),
    );
    const said = h("span", { class: "hint", role: "status" });
    const copy = h("button", { type: "button", id: "copy-link", onclick: () => void copyLink(said) }, icon(LINK), t("Copy the link"));
    return [
      h(
        "section",
        { class: "takeaway", "aria-label": t("Take it along") },
        h("div", { class: "tools" }, files, copy, said),
        h(
          "p",
          { class: "hint" },
          h("a", { href: getAddress(chosen, "txt"), target: "_blank", rel: "noopener" }, t("To print, as text")),
          " · ",
          h("a", { href: getLink(), id: "plan-link", target: "_blank", rel: "noopener" }, t("This plan on a page of its own")),
        ),
        chosen.before && h("p", { class: "hint" }, t("The link opens this circuit with your changes.")),
        getNotice() && h("p", { class: "hint notice-again" }, getNotice()),
      ),
    ];
  }
}

/**
 * The address of a file beside this page, also where the service stands in a folder of its host.
 * @param {{ links: Record<string, string> }} itinerary or a day of one
 * @param {string} suffix
 */
export function getAddress({ links }, suffix) {
  return `v1/itineraries/${links[suffix].split("/").at(-1)}`;
}

/** @param {HTMLElement} said */
async function copyLink(said) {
  try {
    await navigator.clipboard.writeText(getLink());
    said.textContent = t("The link is copied.");
  } catch {
    said.textContent = t("The link could not be copied: open it and copy the address.");
  }
}
